import type { BigIntStats } from 'node:fs'
import { type FileHandle, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { makeFolder, replaceFile, sweepTemporaryFiles } from './atomic-file.node.ts'
import { type LockLease, withExclusiveLock } from './exclusive-lock.node.ts'
import { withRegularFile } from './regular-file.node.ts'
import { readSqliteHeader, SQLITE_HEADER_BYTES } from './sqlite-header.ts'
import type { StoreBacking, StoreSnapshot } from './store-backing.ts'
import { StoreError } from './store-error.ts'
import { reading, systemCodeOf, writing } from './system-error.node.ts'
import { WasmFolder } from './wasm-folder.node.ts'

/**
 * Keeps a registry in one SQLite file and its modules in a folder beside it.
 *
 * The file is only ever replaced whole, never written in place. Changes are serialised by a lock file beside it, and
 * by a look at the file just before it is replaced.
 */
export class FileBacking implements StoreBacking {
  readonly location: string
  readonly #modules: WasmFolder
  #lease: LockLease | undefined

  private constructor(location: string, modules: WasmFolder) {
    this.location = location
    this.#modules = modules
  }

  /** The registry at `path`; makes the folder around it, not the file, and with `readOnly` neither. */
  static async at({ path, skillsDir, readOnly = false }: FilePlace): Promise<FileBacking> {
    const wrap = readOnly ? reading : writing
    const location = await wrap(path, () => realLocationOf(resolve(path), { readOnly }))
    return new FileBacking(location, new WasmFolder(resolve(skillsDir ?? join(dirname(location), 'skills'))))
  }

  async revision(): Promise<string | undefined> {
    await this.#assertNoJournal()
    return this.#withFile(revisionOf)
  }

  async load(): Promise<StoreSnapshot | undefined> {
    return this.#withFile(async (file) => {
      const revision = await revisionOf(file)
      return { revision, bytes: Uint8Array.from(await file.readFile()) }
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

  async commit(bytes: Uint8Array, basis: string | undefined): Promise<string> {
    const assertUnchanged = async () => {
      this.#lease?.assertHeld()
      if ((await this.revision()) !== basis) throw changedMeanwhile(this.location)
    }
    await writing(this.location, () => replaceFile(this.location, bytes, assertUnchanged))
    return (await this.revision()) ?? ''
  }

  pathOfWasm(hash: string): string {
    return this.#modules.pathOf(hash)
  }

  writeWasm(hash: string, wasm: Uint8Array): Promise<void> {
    return this.#modules.write(hash, wasm)
  }

  readWasm(hash: string, path: string): Promise<Uint8Array | undefined> {
    return this.#modules.read(hash, path)
  }

  async deleteWasm(hash: string): Promise<void> {
    // Without the lock another process may be about to name it.
    this.#lease?.assertHeld()
    await this.#modules.delete(hash)
  }

  #withFile<T>(action: (file: FileHandle) => Promise<T>): Promise<T | undefined> {
    const notAFile = () =>
      new StoreError('ERR_STORE_NOT_A_STORE', `${this.location} is not a file`, {
        path: this.location,
        hint: 'give the path of a registry, or of a file that does not exist yet',
      })
    return reading(this.location, () => withRegularFile(this.location, { action, notAFile }))
  }

  async #assertNoJournal(): Promise<void> {
    for (const suffix of ['-wal', '-journal']) {
      const size = await stat(this.location + suffix).then(
        (journal) => journal.size,
        () => 0,
      )
      if (size > 0) throw journalFound(this.location, suffix)
    }
  }

  async #sweep(): Promise<void> {
    const own = [basename(this.location), `${basename(this.location)}.lock`]
    await sweepTemporaryFiles(dirname(this.location), (name) => own.includes(name))
    await this.#modules.sweep()
  }
}

interface FilePlace {
  readonly path: string
  readonly skillsDir?: string
  readonly readOnly?: boolean
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

/** Differs between any two states: times and inodes come back on fast disks, the counter does not. */
async function revisionOf(file: FileHandle): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs }: BigIntStats = await file.stat({ bigint: true })
  const header = new Uint8Array(SQLITE_HEADER_BYTES)
  await file.read(header, 0, SQLITE_HEADER_BYTES, 0)
  return [ino, size, mtimeNs, ctimeNs, readSqliteHeader(header)?.changeCounter].join(':')
}

function changedMeanwhile(location: string): StoreError {
  return new StoreError('ERR_STORE_BUSY', `another program changed ${location} at the same time`, {
    path: location,
    hint: 'nothing was changed; try again',
  })
}

function journalFound(location: string, suffix: string): StoreError {
  return new StoreError('ERR_STORE_IN_USE', `${location}${suffix} holds changes that are not in ${location} yet`, {
    path: location + suffix,
    hint: `close the program that has it open; if none has, open it once with sqlite3 and run "PRAGMA journal_mode = DELETE"`,
  })
}
