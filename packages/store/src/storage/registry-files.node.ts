import { type BigIntStats, constants, ftruncateSync, rmSync, writeSync } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { StoreError } from '../store-error.ts'
import { makeFolder, replaceFile, sweepTemporaryFiles, syncFolder } from './atomic-file.node.ts'
import { type LockLease, withExclusiveLock } from './exclusive-lock.node.ts'
import type { RegistryFile, RegistryFileName, RegistryFiles } from './registry-files.ts'
import { openRegularFile } from './regular-file.node.ts'
import { StaleSnapshot } from './store-backing.ts'
import { reading, systemCodeOf, writing } from './system-error.node.ts'

/**
 * The files of a registry on a disk: a SQLite file, its log with the name that SQLite gives it, and a lock file while one
 * process changes them.
 */
export class NodeRegistryFiles implements RegistryFiles {
  readonly location: string
  #lease: LockLease | undefined

  private constructor(location: string) {
    this.location = location
  }

  /** Those at `path`; makes the folder around them, not the files, and with `readOnly` neither. */
  static async at(
    path: string,
    { readOnly = false }: { readonly readOnly?: boolean } = {},
  ): Promise<NodeRegistryFiles> {
    const wrap = readOnly ? reading : writing
    return new NodeRegistryFiles(await wrap(path, () => realLocationOf(resolve(path), { readOnly })))
  }

  look(name: RegistryFileName): Promise<string | undefined> {
    const path = this.#pathOf(name)
    return reading(path, async () => {
      const there = await statOf(path)
      return there && identityOf(there)
    })
  }

  async open(name: RegistryFileName): Promise<RegistryFile | undefined> {
    const path = this.#pathOf(name)
    if (name === 'database') await this.#assertNone('-journal')
    return reading(path, async () => {
      const file = await openRegularFile(path, () => notAFile(path))
      if (file === undefined) return undefined
      try {
        return new NodeRegistryFile(file, await file.stat({ bigint: true }), name)
      } catch (error) {
        await file.close()
        throw error
      }
    })
  }

  exclusively<T>(action: () => Promise<T>): Promise<T> {
    return writing(this.location, () =>
      withExclusiveLock(`${this.location}.lock`, async (lease) => {
        this.#lease = lease
        if (lease.recovered) await this.#sweep()
        return action()
      }),
    )
  }

  wasLeftBehind(): boolean {
    return this.#lease?.recovered === true
  }

  async assertAlone(): Promise<void> {
    this.#lease?.assertHeld()
    // A program that uses SQLite itself has the log in an index of its own, and would never see what is added.
    await this.#assertNone('-shm')
  }

  append(start: number, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf('log')
    return writing(path, async () => {
      const file = await open(path, LOG_FLAGS | (start === 0 ? constants.O_CREAT : 0), 0o600)
      try {
        if (start === 0) await adoptOwner(file, this.location)
        this.#cut(file, start)
        writeAll(file, bytes, start)
        await file.datasync()
        if (start === 0) await syncFolder(dirname(path))
      } catch (error) {
        try {
          this.#cut(file, start)
        } catch {
          // What was never committed is cut off by the next commit at the latest.
        }
        throw error
      } finally {
        await file.close()
      }
    })
  }

  replaceDatabase(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const assertHeld = async () => this.#lease?.assertHeld()
    return writing(this.location, () => replaceFile(this.location, bytes, assertHeld))
  }

  removeLog(): Promise<void> {
    const path = this.#pathOf('log')
    return writing(path, async () => {
      this.#lease?.assertHeld()
      rmSync(path, { force: true })
    })
  }

  // Without a pause between the two, in which the lock could go to another, who commits what is cut off here.
  #cut(log: FileHandle, length: number): void {
    this.#lease?.assertHeld()
    ftruncateSync(log.fd, length)
  }

  #pathOf(name: RegistryFileName): string {
    return name === 'log' ? `${this.location}-wal` : this.location
  }

  async #assertNone(suffix: '-journal' | '-shm'): Promise<void> {
    const path = this.location + suffix
    const there = await stat(path).catch(() => undefined)
    if (there && (suffix === '-shm' || there.size > 0)) throw inUse(this.location, path)
  }

  async #sweep(): Promise<void> {
    const own = [basename(this.location), `${basename(this.location)}.lock`]
    await sweepTemporaryFiles(dirname(this.location), (name) => own.includes(name))
  }
}

// Neither through a link, nor into a pipe that nobody reads; both flags are absent on Windows.
const LOG_FLAGS = constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

class NodeRegistryFile implements RegistryFile {
  readonly identity: string
  readonly size: number
  readonly #file: FileHandle
  readonly #isReplacedWhole: boolean

  constructor(file: FileHandle, stats: BigIntStats, name: RegistryFileName) {
    this.#file = file
    this.#isReplacedWhole = name === 'database'
    this.identity = identityOf(stats)
    this.size = Number(stats.size)
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await this.#file.read(bytes, filled, length - filled, start + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    // We never write into a database that is there, but sqlite3 does.
    if (this.#isReplacedWhole && !isSameContent(this.identity, await this.#file.stat({ bigint: true }))) {
      throw new StaleSnapshot('another program wrote into the database')
    }
    return bytes.subarray(0, filled)
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true })
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':')
}

/** Apart from the time of its last change of name: one that was replaced has lost its own. */
function isSameContent(identity: string, { dev, ino, size, mtimeNs }: BigIntStats): boolean {
  return identity.startsWith(`${[dev, ino, size, mtimeNs].join(':')}:`)
}

function writeAll(file: FileHandle, bytes: Uint8Array, start: number): void {
  let written = 0
  while (written < bytes.length) {
    written += writeSync(file.fd, bytes, written, bytes.length - written, start + written)
  }
}

// Else root, writing a user's registry once, would lock that user out of its log.
async function adoptOwner(log: FileHandle, database: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const owner = await stat(database).catch(() => undefined)
  if (owner) await log.chown(owner.uid, owner.gid)
}

/** Links resolved, so that every path to a registry leads to one lock, and a link is not replaced by a file. */
async function realLocationOf(path: string, { readOnly }: { readonly readOnly: boolean }): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    if (readOnly) return path
    await makeFolder(dirname(path))
    return join(await realpath(dirname(path)), basename(path))
  }
}

function notAFile(path: string): StoreError {
  return new StoreError('ERR_STORE_NOT_A_STORE', `${path} is not a file`, {
    path,
    hint: 'give the path of a registry, or of a file that does not exist yet',
  })
}

function inUse(location: string, path: string): StoreError {
  return new StoreError('ERR_STORE_IN_USE', `another program has ${location} open: ${path} is there`, {
    path,
    hint: `close that program; if none has it open, one ended without tidying up: open it once with sqlite3, ask it something, and .quit`,
  })
}
