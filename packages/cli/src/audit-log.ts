import { join } from 'node:path'
import type { JsonValue } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { appendLines, assertAppendable, type LineLog, readLines } from './line-log.ts'
import { safeJsonLine, safeLine } from './terminal-text.ts'

/** What changes whom the user trusts, or for what: their lines are never deleted. */
export const CHANGE_EVENTS = ['install', 'update', 'approve', 'remove', 'pin', 'unpin', 'keygen', 'sign'] as const
/** What was done with that, or was refused: of the lines of these, the oldest are deleted some day. */
export const USE_EVENTS = ['run', 'denied', 'refused'] as const

export type ChangeEvent = (typeof CHANGE_EVENTS)[number]
export type UseEvent = (typeof USE_EVENTS)[number]

/** What there is to tell of an event, beside its time and kind. */
export type AuditFields = Readonly<Record<string, JsonValue | undefined>>

/** A line of the audit log. */
export interface AuditEntry {
  /** RFC 3339, UTC. */
  readonly time: string
  readonly event: string
  readonly [field: string]: JsonValue | undefined
}

/** The home folder whose log it is, in its folder `audit`. */
interface AuditedHome {
  readonly folder: string
}

const MAX_FILE_BYTES = 4_194_304

// Apart, so that a skill that is run or refused a million times pushes out nothing of what a person agreed to.
function changesOf({ folder }: AuditedHome): LineLog {
  return { folder: join(folder, 'audit'), name: 'changes', maxBytes: MAX_FILE_BYTES }
}

function usesOf({ folder }: AuditedHome): LineLog {
  return { folder: join(folder, 'audit'), name: 'uses', maxBytes: MAX_FILE_BYTES, keptFiles: 8 }
}

/** Throws `ERR_CLI_AUDIT_LOG` when a change could not be told in the log: before it is made, so that none goes untold. */
export async function assertAuditable(home: AuditedHome): Promise<void> {
  try {
    await assertAppendable(changesOf(home))
  } catch (cause) {
    throw cliError('ERR_CLI_AUDIT_LOG', `the audit log in ${changesOf(home).folder} can't be written: ${why(cause)}`, {
      hint: 'nothing was changed; make the log writable for you and for nobody else, or move it away',
      cause,
    })
  }
}

/** Adds a change that was made to the log. What can't be written is told on standard error: the change stays. */
export async function recordChange(home: AuditedHome, event: ChangeEvent, fields: AuditFields): Promise<void> {
  await record(changesOf(home), [{ event, ...fields }])
}

/** Adds what was done or refused to the log, in one piece. What can't be written is told on standard error. */
export async function recordUses(
  home: AuditedHome,
  entries: readonly (AuditFields & { readonly event: UseEvent })[],
): Promise<void> {
  await record(usesOf(home), entries)
}

/** `source` as the log may have it: what stands behind a `?` or `#` of an address can be what lets its owner in. */
export function withoutQuery(source: string): string {
  return source.replace(/^([a-z][a-z0-9+.-]*:[^?#]*)[\s\S]*$/i, '$1')
}

/** What the audit log holds, and how many of its lines can't be understood. */
export interface AuditReading {
  /** The latest that were asked for, in the order of their times. */
  readonly entries: readonly AuditEntry[]
  readonly unreadable: number
}

/** Reads the last `limit` entries that `isWanted` takes. Throws `ERR_CLI_AUDIT_LOG`. */
export async function readAuditLog(
  home: AuditedHome,
  { limit, isWanted }: { readonly limit: number; readonly isWanted: (entry: AuditEntry) => boolean },
): Promise<AuditReading> {
  const entries: AuditEntry[] = []
  let unreadable = 0
  try {
    for (const log of [changesOf(home), usesOf(home)]) {
      let latest: AuditEntry[] = []
      for await (const line of readLines(log)) {
        const entry = parseEntry(line)
        if (entry === undefined) unreadable += 1
        else if (isWanted(entry)) latest.push(entry)
        if (latest.length > 2 * limit) latest = last(latest, limit)
      }
      entries.push(...last(latest, limit))
    }
  } catch (cause) {
    throw cliError('ERR_CLI_AUDIT_LOG', `the audit log in ${changesOf(home).folder} can't be read: ${why(cause)}`, {
      hint: 'look at that folder, and who may read it',
      cause,
    })
  }
  entries.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
  return { entries: last(entries, limit), unreadable }
}

function last<T>(list: readonly T[], count: number): T[] {
  return count === 0 ? [] : list.slice(-count)
}

async function record(log: LineLog, entries: readonly AuditFields[]): Promise<void> {
  const time = new Date().toISOString()
  try {
    await appendLines(
      log,
      entries.map((entry) => safeJsonLine(bounded({ time, ...entry }))),
    )
  } catch (error) {
    process.stderr.write(`not in the audit log, as ${safeLine(`${log.folder} can't be written: ${why(error)}`)}\n`)
  }
}

const MAX_CHARACTERS = 500
const MAX_ITEMS = 32

/** `value` with what is long in it cut: a piece must be short to be written in one. */
function bounded(value: JsonValue | undefined | AuditFields): JsonValue {
  if (typeof value === 'string') return value.length > MAX_CHARACTERS ? `${value.slice(0, MAX_CHARACTERS)}…` : value
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(bounded)
  if (typeof value !== 'object' || value === null) return value ?? null
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(entries.map(([key, each]) => [key, bounded(each)]))
}

function parseEntry(line: string): AuditEntry | undefined {
  try {
    const { time, event, ...fields } = JSON.parse(line)
    return typeof time === 'string' && typeof event === 'string' ? { time, event, ...fields } : undefined
  } catch {
    return undefined
  }
}

function why(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
