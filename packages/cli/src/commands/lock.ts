import { resolve } from 'node:path'
import type { Command } from 'commander'
import { cliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import { openHome, readStore } from '../home-folder.ts'
import { LOCK_FILE, type LockedSkill, lockedSource, readLock, writeLock } from '../lock-file.ts'
import { type CommonOptions, type End, finish, skillCommand } from '../skill-command.ts'
import { isSystemError } from '../skill-files.ts'
import { readSource } from '../sources/read-source.ts'
import { safeLine } from '../terminal-text.ts'

interface LockOptions extends CommonOptions {
  readonly digest?: string
  readonly remove?: string
}

/** `blufio skill lock`: pins a skill in the blufio.lock of the current folder, takes one out of it, or lists what is in it. */
export function addLock(parent: Command, end: End): void {
  skillCommand(parent, 'lock [source]', {
    about: `Pin a skill in the ${LOCK_FILE} of this folder, for \`blufio skill install\`; without a source, list what is pinned.`,
    example: `
      blufio skill lock ./skills/word-count
      blufio skill lock npm:@acme/word-count
      blufio skill lock --remove word-count`,
  })
    .option('--digest <digest>', 'the digest that the skill must have')
    .option('--remove <name>', 'take this skill out of the file')
    .action(async (source: string | undefined, options: LockOptions) => {
      const { remove } = options
      if (source !== undefined && remove !== undefined) {
        throw cliError('ERR_CLI_USAGE', '--remove goes without a source', { hint: 'see blufio skill lock --help' })
      }
      const file = resolve(LOCK_FILE)
      const isNew = source !== undefined
      const before = isNew ? await lockIfThere(file) : await readLock(file)
      if (remove !== undefined) {
        const rest = before.filter(({ name }) => name !== remove)
        if (rest.length === before.length) throw notLocked(remove)
        await writeLock(file, rest)
        return finish({ value: { removed: remove }, text: `unlocked ${safeLine(remove)}` }, options, end)
      }
      if (source === undefined) return finish({ value: before, text: columns(before.map(rowOf)) }, options, end)
      const skill = await lockedSkillAt(source, file, options)
      await writeLock(file, [...before.filter(({ name }) => name !== skill.name), skill])
      const text = `locked ${skill.name} ${safeLine(skill.version)}, digest ${skill.digest}`
      finish({ value: skill, text }, options, end)
    })
}

async function lockedSkillAt(source: string, file: string, options: LockOptions): Promise<LockedSkill> {
  const home = await openHome(options.home)
  const { digest, json = false } = options
  const skill = await readSource(source, { config: home.config, json, ...(digest !== undefined && { digest }) })
  // For what it refuses: a signature that does not hold, or by another key than the trusted one.
  const { signature } = await readStore(home, (store) => store.review(skill))
  const signer =
    signature?.covers === 'skill' ? { publisher: signature.publisherId, publisherKey: signature.publicKey } : {}
  const { name, version } = skill.manifest
  return { name, version, digest: skill.digest, ...signer, source: lockedSource(skill.source, file) }
}

async function lockIfThere(file: string): Promise<readonly LockedSkill[]> {
  return readLock(file).catch((error: unknown) => {
    if (error instanceof Error && isSystemError(error.cause, 'ENOENT')) return []
    throw error
  })
}

function rowOf({ name, version, digest, source }: LockedSkill): readonly string[] {
  return [name, version, digest, source].map(safeLine)
}

function notLocked(name: string): Error {
  return cliError('ERR_CLI_SKILL_NOT_FOUND', `no skill ${JSON.stringify(name)} is in ${LOCK_FILE}`, {
    hint: 'blufio skill lock lists those that are',
  })
}
