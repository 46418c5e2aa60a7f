import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BlufioError, isBlufioError, isSha256Hex, type SkillConfig, skillDigest, skillParts } from '@blufio/core'
import { cliError } from '../cli-error.ts'
import { readRegularFile, readSkillFiles, type SkillFiles } from '../skill-files.ts'
import { download, httpsUrl } from './download.ts'
import { downloadProgress } from './download-progress.ts'
import { parseNpmAddress } from './npm-address.ts'
import { fetchPackage } from './npm-registry.ts'
import { filesOfTarball } from './npm-tarball.ts'
import { packagedSkill } from './packaged-skill.ts'
import { skillOfFiles } from './skill-of-files.ts'

/** How a source is read. */
export interface SourceOptions {
  readonly config: SkillConfig
  /** The digest that the skill must have. */
  readonly digest?: string
  /** Whether a program reads the result, so that nothing is shown meanwhile. */
  readonly json?: boolean
}

/** A skill, and where it came from. */
export interface SourcedSkill extends SkillFiles {
  /** What leads to the same skill: an absolute path, a URL, or `npm:NAME@VERSION` with the version that it is. */
  readonly source: string
  readonly digest: string
}

/** An archive with the largest module that can be run, and its texts, is smaller. */
const MAX_ARCHIVE_BYTES = 41_943_040

/**
 * The skill that `text` leads to: a folder or its skill.toml, a `.skill` file, an `https://` address of one, which needs a digest,
 * or `npm:NAME[@VERSION]`. All of it is in memory: what is looked at is what is kept.
 *
 * Throws `ERR_CLI_USAGE`, `ERR_CLI_DIGEST_MISSING`, `ERR_CLI_DIGEST` when it has another digest, and what reading it throws.
 */
export async function readSource(text: string, { config, digest, json = false }: SourceOptions): Promise<SourcedSkill> {
  if (digest !== undefined) assertDigest(digest)
  const { source, skill } = await read(text, { config, json, hasDigest: digest !== undefined })
  const actual = await skillDigest(await skillParts(skill))
  if (digest !== undefined && actual !== digest) {
    throw cliError('ERR_CLI_DIGEST', `the skill of ${text} has the digest ${actual}, not ${digest}`, {
      skillName: skill.manifest.name,
      hint: 'it is not the one that was meant: ask whoever named the digest, and do not take this one from where the skill is',
    })
  }
  return { ...skill, source, digest: actual }
}

interface ReadContext {
  readonly config: SkillConfig
  readonly json: boolean
  readonly hasDigest: boolean
}

async function read(
  text: string,
  context: ReadContext,
): Promise<{ readonly source: string; readonly skill: SkillFiles }> {
  const { config } = context
  if (text.startsWith('npm:')) return readPackage(text, context)
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return readUrl(text, context)
  const source = resolve(text)
  if (!(await isArchive(text))) return { source, skill: await readSkillFiles(text, config) }
  const archive = await readRegularFile(text, {
    check({ size }) {
      if (size <= MAX_ARCHIVE_BYTES) return
      throw cliError('ERR_CLI_FILE_READ', `${text} has ${size} bytes, more than any skill`, { hint: 'check the path' })
    },
  })
  return { source, skill: await skillOfArchive(archive, { config, place: text }) }
}

async function readUrl(
  text: string,
  { config, json, hasDigest }: ReadContext,
): Promise<{ readonly source: string; readonly skill: SkillFiles }> {
  const { href } = httpsUrl(text)
  if (!hasDigest) {
    throw cliError('ERR_CLI_DIGEST_MISSING', `the digest of what is at ${href} is not given`, {
      hint: 'add --digest with the one that its author names in another place; `blufio skill pack` and `blufio skill verify` show it of a file',
    })
  }
  const { onProgress, end } = downloadProgress(href, { json })
  try {
    const archive = await download(href, { accept: '*/*', maxBytes: MAX_ARCHIVE_BYTES, onProgress })
    return { source: href, skill: await skillOfArchive(archive, { config, place: href }) }
  } finally {
    end()
  }
}

async function readPackage(
  text: string,
  { config, json }: ReadContext,
): Promise<{ readonly source: string; readonly skill: SkillFiles }> {
  const { onProgress, end } = downloadProgress(text, { json })
  try {
    const { name, version, bytes } = await fetchPackage(parseNpmAddress(text), onProgress)
    const source = `npm:${name}@${version}`
    const files = await packagedSkill(await filesOfTarball(bytes, source), source)
    return { source, skill: skillOfFiles(files, { config, place: source }) }
  } finally {
    end()
  }
}

async function skillOfArchive(
  archive: Uint8Array,
  options: { readonly config: SkillConfig; readonly place: string },
): Promise<SkillFiles> {
  // Loaded when needed: it brings SQLite along.
  const { unpackSkill } = await import('@blufio/store')
  try {
    return skillOfFiles(unpackSkill(archive), options)
  } catch (error) {
    if (!isBlufioError(error) || error.code !== 'ERR_STORE_ARCHIVE') throw error
    const { code, message, hint = '' } = error
    throw new BlufioError(code, `${options.place}: ${message}`, { hint, cause: error })
  }
}

async function isArchive(path: string): Promise<boolean> {
  return path.endsWith('.skill') && !(await stat(path).catch(() => undefined))?.isDirectory()
}

function assertDigest(digest: string): void {
  if (isSha256Hex(digest)) return
  throw cliError('ERR_CLI_USAGE', `${JSON.stringify(digest.slice(0, 80))} is no digest`, {
    hint: 'a digest has 64 digits, 0 to 9 and a to f; `blufio skill pack` shows it',
  })
}
