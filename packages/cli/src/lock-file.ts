import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { assertPublicKey, assertPublisherId, assertSkillName, isBlufioError, isSha256Hex } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { replaceFile } from './replace-file.ts'
import { exactText, readRegularFile } from './skill-files.ts'
import { safeLine } from './terminal-text.ts'

/** A skill that a project has pinned. */
export interface LockedSkill {
  readonly name: string
  readonly version: string
  /** Of all of the skill, as 64 lower-case hexadecimal digits. */
  readonly digest: string
  /** Who signed all of it. */
  readonly publisher?: string
  /** The key that it was signed with; present with `publisher`. */
  readonly publisherKey?: string
  /** What `blufio skill install` takes; a path begins with `./` or `../` and starts at the lock file's folder. */
  readonly source: string
}

/** The name of the file. */
export const LOCK_FILE = 'blufio.lock'

const VERSION = 1
const FIELDS = ['name', 'version', 'digest', 'publisher', 'publisherKey', 'source'] as const
const MAX_BYTES = 1_048_576

/**
 * The text of a lock file: JSON with the version of its format and the skills in the order of their names, always the same for the
 * same skills.
 */
export function formatLock(skills: readonly LockedSkill[]): string {
  const sorted = skills.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const ordered = sorted.map((skill) => Object.fromEntries(FIELDS.map((field) => [field, skill[field]])))
  return `${JSON.stringify({ lockVersion: VERSION, skills: ordered }, null, 2)}\n`
}

/**
 * Reads what {@link formatLock} writes, and nothing else, so that who reads the text and who parses it see the same; line ends may be
 * those of Windows. Throws `ERR_CLI_LOCK`.
 */
export function parseLock(text: string, file: string = LOCK_FILE): readonly LockedSkill[] {
  const value = jsonOf(text, file)
  if (!isRecord(value)) throw bad(file, 'it is no JSON object')
  const { lockVersion, skills } = value
  if (lockVersion !== VERSION) {
    throw bad(file, `the version of its format is ${JSON.stringify(lockVersion) ?? 'missing'}`, 'update blufio')
  }
  if (!Array.isArray(skills)) throw bad(file, 'it has no list of skills')
  const locked = skills.map((skill: unknown) => lockedSkill(skill, file))
  if (new Set(locked.map(({ name }) => name)).size < locked.length) throw bad(file, 'a skill is in it twice')
  if (formatLock(locked) !== text.replaceAll('\r\n', '\n')) throw bad(file, 'it is not as it was written')
  return locked
}

/** The skills of the lock file `file`. Throws `ERR_CLI_FILE_NOT_FOUND`, `ERR_CLI_FILE_READ` and `ERR_CLI_LOCK`. */
export async function readLock(file: string): Promise<readonly LockedSkill[]> {
  const bytes = await readRegularFile(file, {
    hint: 'go to the folder that has one, make one by `blufio skill lock`, or name what to install',
    check({ size }) {
      if (size > MAX_BYTES) throw bad(file, 'it has more than 1 MiB')
    },
  })
  return parseLock(exactText(bytes, file), file)
}

/** Writes the lock file `file`, wholly or not at all. Throws `ERR_CLI_FILE_WRITE`. */
export async function writeLock(file: string, skills: readonly LockedSkill[]): Promise<void> {
  await replaceFile(file, new TextEncoder().encode(formatLock(skills)))
}

/** `source`, an absolute path or an address, as the lock file `file` names it: the same on every machine that has the project. */
export function lockedSource(source: string, file: string): string {
  if (!isAbsolute(source)) return source
  const path = relative(dirname(file), source).replaceAll('\\', '/')
  return isAbsolute(path) || path.startsWith('../') ? path : `./${path}`
}

/** What the source of a skill in the lock file `file` leads to, as `readSource` takes it. */
export function sourceOf({ source }: LockedSkill, file: string): string {
  return /^\.\.?\//.test(source) ? resolve(dirname(file), source) : source
}

function lockedSkill(value: unknown, file: string): LockedSkill {
  if (!isRecord(value)) throw bad(file, 'a skill of it is no JSON object')
  const texts = Object.fromEntries(
    FIELDS.map((field) => {
      const text = value[field]
      if (text !== undefined && typeof text !== 'string') throw bad(file, `${field} of a skill is no text`)
      return [field, text]
    }),
  )
  const { name = '', version = '', digest = '', publisher, publisherKey, source = '' } = texts
  try {
    assertSkillName(name)
    if (publisher !== undefined) assertPublisherId(publisher)
    if (publisher !== undefined) assertPublicKey(publisherKey ?? '')
  } catch (error) {
    throw bad(file, isBlufioError(error) ? error.message : String(error))
  }
  if (!/^[0-9A-Za-z.+-]{1,256}$/.test(version)) throw bad(file, `the version of ${name} is none`)
  if (!isSha256Hex(digest)) throw bad(file, `the digest of ${name} is none`)
  if (source === '' || safeLine(source) !== source) throw bad(file, `the source of ${name} is none`)
  const signer = publisher === undefined || publisherKey === undefined ? {} : { publisher, publisherKey }
  return { name, version, digest, ...signer, source }
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw bad(file, cause instanceof Error ? cause.message : String(cause))
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(
  file: string,
  why: string,
  hint = 'take it as it was written: resolve conflicts by locking the skills again, with `blufio skill lock`',
): Error {
  return cliError('ERR_CLI_LOCK', `${file} can't be used: ${why}`, { hint })
}
