import { constants, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertPublisherId, formatPrivateKey, formatPublicKey, type PublisherKey, parsePrivateKey } from '@blufio/core'
import { cliError } from './cli-error.ts'
import type { HomeFolder } from './home-folder.ts'
import { makeFolder } from './make-folder.ts'
import { ExposedFile, isOpenToOthers, openOwnFile } from './owner-only-file.ts'
import { replaceFile } from './replace-file.ts'
import { shellPath } from './shell-word.ts'
import { isSystemError, unreadable } from './skill-files.ts'

/** Where a publisher's private key is kept when nobody says otherwise. */
export function keyPath(home: HomeFolder, publisherId: string): string {
  return join(keysFolder(home), `${publisherId}.key`)
}

/** The file of the public key beside the private one at `path`. */
export function publicKeyPath(path: string): string {
  return `${path.replace(/\.key$/, '')}.pub`
}

/**
 * Writes a private key to a file at `path` that nobody but its owner can read, and its public key beside it; never in place of
 * what is there. Throws `ERR_CLI_FILE_EXISTS` and `ERR_CLI_FILE_WRITE`.
 */
export async function writeKeyFiles(path: string, key: PublisherKey): Promise<void> {
  try {
    await makeFolder(dirname(path), 0o700)
    const { file } = await openOwnFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL)
    try {
      await file.writeFile(formatPrivateKey(key))
      await file.sync()
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (isSystemError(cause, 'EEXIST') || cause instanceof ExposedFile) {
      throw cliError('ERR_CLI_FILE_EXISTS', `${path} is there already, and was left as it is`, {
        hint: 'sign with it, or make another key in another file: --out FILE',
        cause,
      })
    }
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_FILE_WRITE', `${path} can't be written: ${why}`, {
      hint: 'name another file: --out FILE',
      cause,
    })
  }
  await replaceFile(publicKeyPath(path), new TextEncoder().encode(formatPublicKey(key)))
}

/** Which key is meant: a file, or a publisher's in the home. */
export interface KeyOptions {
  readonly key?: string
  readonly publisher?: string
}

/**
 * The private key that `options` name: that of the file, else the publisher's in `home`, else the only one there. Throws
 * `ERR_CLI_KEY_EXPOSED` when anybody else can read or change it, `ERR_CLI_FILE_NOT_FOUND`, `ERR_CLI_FILE_READ`, `ERR_CLI_USAGE` where there
 * are several, and as `parsePrivateKey`. No error holds anything of the file.
 */
export async function readKeyFile(home: HomeFolder, { key, publisher }: KeyOptions): Promise<PublisherKey> {
  const path = key ?? (publisher === undefined ? await onlyKey(home) : keyPath(home, assertPublisherId(publisher)))
  return parsePrivateKey(await readPrivately(path), publisher)
}

async function readPrivately(path: string): Promise<string> {
  try {
    const { file, stats } = await openOwnFile(path, constants.O_RDONLY)
    try {
      if (stats.size > MAX_BYTES) throw new ExposedFile('it is too long for a key')
      if (isOpenToOthers(stats)) throw new ExposedFile('others than you have access to it')
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof ExposedFile) {
      throw cliError('ERR_CLI_KEY_EXPOSED', `the private key in ${path} is not used: ${cause.message}`, {
        hint: `it must be a file of your own, and for you alone: chmod 600 ${shellPath(path)}; if others can have read it, make a new key`,
        cause,
      })
    }
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
      throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no private key ${path}`, {
        hint: 'make one: blufio skill keygen example.com; or name its file: --key FILE',
        cause,
      })
    }
    throw unreadable(path, cause)
  }
}

const MAX_BYTES = 4096

async function onlyKey(home: HomeFolder): Promise<string> {
  const names = (await readdir(keysFolder(home)).catch(() => [])).filter((name) => name.endsWith('.key')).sort()
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return join(keysFolder(home), only)
  if (only === undefined) {
    throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no private key in ${keysFolder(home)}`, {
      hint: 'make one: blufio skill keygen example.com; or name its file: --key FILE',
    })
  }
  throw cliError('ERR_CLI_USAGE', `there are ${names.length} private keys in ${keysFolder(home)}`, {
    hint: `choose one, such as --publisher ${only.slice(0, -'.key'.length)}`,
  })
}

function keysFolder({ folder }: HomeFolder): string {
  return join(folder, 'keys')
}
