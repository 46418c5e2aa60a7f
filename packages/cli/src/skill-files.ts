import type { Stats } from 'node:fs'
import { constants, lstat, open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isBlufioError, SIGNATURE_FILE, SKILL_DOCUMENTS, type SkillConfig, type SkillManifest } from '@blufio/core'
import { parseManifest } from '@blufio/manifest'
import { loadManifest } from '@blufio/manifest/node'
import type { SkillPackage } from '@blufio/store'
import { cliError } from './cli-error.ts'

/** A skill as it lies in a folder. */
export interface SkillFiles extends SkillPackage {
  /** Where the module was read. */
  readonly wasmFile: string
}

/** The manifest at `path`, which is a folder with a skill.toml or the file itself. Throws as `loadManifest`. */
export async function readManifest(path: string, config: SkillConfig): Promise<SkillManifest> {
  return loadManifest(await manifestPath(path), { defaults: config })
}

/**
 * The skill of the manifest at `path`, as in {@link readManifest}: its module, which lies where the manifest says or at `wasmPath`,
 * its documents, and its signature.
 */
export async function readSkillFiles(path: string, config: SkillConfig, wasmPath?: string): Promise<SkillFiles> {
  const file = await manifestPath(path)
  const folder = dirname(file)
  // For its errors, which say more about a file than a parser can.
  const { wasmEntry } = await loadManifest(file, { defaults: config })
  const manifestToml = exactText(await readRegularFile(file), file)
  // From the text that is kept, so that both are the same even when the file is changed meanwhile.
  const manifest = parseManifest(manifestToml, { defaults: config, file })
  const wasmFile = wasmPath ?? join(folder, ...wasmEntry.split('/'))
  const wasm = await readRegularFile(wasmFile, {
    hint: wasmPath === undefined ? 'build the skill first: blufio skill build' : 'check the path',
  })
  const documents: Record<string, string> = {}
  for (const name of SKILL_DOCUMENTS) {
    const text = await readIfThere(join(folder, name))
    if (text !== undefined) documents[name] = text
  }
  const signature = (await readIfThere(join(folder, SIGNATURE_FILE))) ?? (await readIfThere(`${wasmFile}.sig`))
  return { manifest, manifestToml, wasm, wasmFile, documents, ...(signature === undefined ? {} : { signature }) }
}

/** Never what a link leads to: whoever made the folder could have a model told of any file of the user's. */
async function readIfThere(path: string): Promise<string | undefined> {
  const there = await lstat(path).catch(() => undefined)
  if (there === undefined) return undefined
  if (there.isSymbolicLink()) {
    throw cliError('ERR_CLI_FILE_READ', `${path} is a link`, { hint: 'put the file itself in the place of the link' })
  }
  return exactText(await readRegularFile(path, { flags: constants.O_NOFOLLOW ?? 0 }), path)
}

/** Exactly what `bytes` say, so that what is shown, parsed and covered by a digest is the same. Throws `ERR_CLI_FILE_READ`. */
export function exactText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw cliError('ERR_CLI_FILE_READ', `${path} is not UTF-8`, { hint: 'save it as UTF-8', cause })
  }
}

/** What {@link readRegularFile} can be told. */
interface ReadOptions {
  /** What to do where there is no such file. */
  readonly hint?: string
  /** Throws where the file that was opened, and will be read, is none to read. */
  readonly check?: (stats: Stats) => void
  /** How else it is opened, as `open` takes it. */
  readonly flags?: number
}

/** The bytes of the file at `path`. Throws `ERR_CLI_FILE_NOT_FOUND`, `ERR_CLI_FILE_READ`, and what `check` throws. */
export async function readRegularFile(
  path: string,
  { hint = 'check the path', check, flags = 0 }: ReadOptions = {},
): Promise<Uint8Array> {
  try {
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags)
    try {
      // A pipe would keep us waiting for ever.
      const stats = await file.stat()
      if (!stats.isFile()) throw new Error('it is not a regular file')
      check?.(stats)
      return new Uint8Array(await file.readFile())
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (isBlufioError(cause)) throw cause
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
      throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no file ${path}`, { hint, cause })
    }
    throw unreadable(path, cause)
  }
}

/** The `ERR_CLI_FILE_READ` of a file that is there and can't be read. */
export function unreadable(path: string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause)
  return cliError('ERR_CLI_FILE_READ', `${path} can't be read: ${why}`, {
    hint: 'check the path and who may read it',
    cause,
  })
}

/** Whether `error` is one of the operating system's with one of these codes. */
export function isSystemError(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** The skill.toml at `path`, which is a folder with one or the file itself. Throws `ERR_CLI_FILE_NOT_FOUND` and `ERR_CLI_USAGE`, about what was named. */
export async function manifestPath(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory()) return join(path, 'skill.toml')
  if (there === undefined && !path.endsWith('.toml')) {
    throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no folder ${path}`, { hint: 'check the path' })
  }
  if (there !== undefined && /\.wasm$/i.test(path)) {
    throw cliError('ERR_CLI_USAGE', `${path} is a module, where a skill.toml or its folder is wanted`, {
      hint: 'name the folder that holds the module and its skill.toml, or the skill.toml itself',
    })
  }
  return path
}
