import { existsSync } from 'node:fs'
import { isBlufioError } from '@blufio/core'
import type { Command } from 'commander'
import { type AuditFields, recordUses, withoutQuery } from './audit-log.ts'
import { homePath } from './home-folder.ts'

/** Adds to the audit log what `command` was refused. Makes no home where there is none: nothing is kept there yet. */
export async function recordRefusal(command: Command, error: unknown): Promise<void> {
  const { home } = command.opts<{ readonly home?: string }>()
  const folder = homePath(home)
  if (!isBlufioError(error) || !existsSync(folder)) return
  const { code, skillName, part, expected, actual }: typeof error & Refused = error
  const target = command.args[0] === undefined ? undefined : withoutQuery(command.args[0])
  const path = [command.parent?.name(), command.name()].filter((name) => name !== undefined).join(' ')
  const fields: AuditFields = { skill: skillName, command: path, target, code, part, expected, actual }
  await recordUses({ folder }, [{ event: 'refused', ...fields }])
}

/** What refusals carry, those that have it. */
interface Refused {
  readonly skillName?: string
  readonly part?: string
  readonly expected?: string
  readonly actual?: string
}
