import { type FileChunks, fileIn, openRegistryFolder, removeFrom, writeFileFrom } from './opfs-folder.browser.ts'
import { contentOf, type FileContent, isGone, OpfsRegistryFile } from './registry-file.browser.ts'
import type { RegistryFile, RegistryFileName, RegistryFiles } from './registry-files.ts'
import { readingStorage, writingStorage } from './storage-access.browser.ts'
import { StaleSnapshot } from './store-backing.ts'
import { type WebLockLease, withWebLock } from './web-lock.browser.ts'

const FILE_NAMES: Readonly<Record<RegistryFileName, string>> = { database: 'registry.db', log: 'registry.db-wal' }

/** There while somebody changes something, and afterwards when that one was killed. */
const UNFINISHED = 'unfinished'

/** The files of a registry in the origin's own file system (OPFS), with the names that they have on a disk. */
export class OpfsRegistryFiles implements RegistryFiles {
  readonly location: string
  readonly #name: string
  #folder: FileSystemDirectoryHandle
  #lease: WebLockLease | undefined
  /** What was found while nobody else could change it. */
  readonly #found = new Map<RegistryFileName, FileContent | undefined>()
  #wasLeftBehind = false

  private constructor(name: string, location: string, folder: FileSystemDirectoryHandle) {
    this.#name = name
    this.location = location
    this.#folder = folder
  }

  /** Those of the registry `name`; makes the folder around them, not the files. */
  static async at(name: string): Promise<OpfsRegistryFiles> {
    const location = `opfs:${name}`
    const folder = await writingStorage(location, () => openRegistryFolder(name, location))
    return new OpfsRegistryFiles(name, location, folder)
  }

  /** The folder that all is in. */
  get folder(): FileSystemDirectoryHandle {
    return this.#folder
  }

  async look(name: RegistryFileName): Promise<string | undefined> {
    return (await this.#content(name))?.identity
  }

  async open(name: RegistryFileName): Promise<RegistryFile | undefined> {
    const content = await this.#content(name)
    return content && new OpfsRegistryFile(content, { name, location: this.location, now: () => this.#content(name) })
  }

  exclusively<T>(action: () => Promise<T>): Promise<T> {
    return withWebLock(this.location, async (lease) => {
      await writingStorage(this.location, async () => {
        // Anew: whoever deleted the data of this site has deleted the folder, too.
        this.#folder = await openRegistryFolder(this.#name, this.location)
        this.#wasLeftBehind = (await fileIn(this.#folder, UNFINISHED)) !== undefined
        await this.#folder.getFileHandle(UNFINISHED, { create: true })
      })
      this.#lease = lease
      try {
        return await action()
      } finally {
        this.#lease = undefined
        this.#found.clear()
        await removeFrom(this.#folder, UNFINISHED).catch(() => undefined)
      }
    })
  }

  wasLeftBehind(): boolean {
    return this.#wasLeftBehind
  }

  async assertAlone(): Promise<void> {
    this.#lease?.assertHeld()
  }

  append(start: number, bytes: Uint8Array): Promise<void> {
    return this.#write('log', start, [bytes])
  }

  replaceDatabase(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    return this.#write('database', 0, bytes)
  }

  removeLog(): Promise<void> {
    return this.#change('log', () => removeFrom(this.#folder, FILE_NAMES.log))
  }

  #write(name: RegistryFileName, start: number, chunks: FileChunks): Promise<void> {
    const end = { start, chunks, beforeEnd: () => this.#lease?.assertHeld() }
    return this.#change(name, () => writeFileFrom(this.#folder, FILE_NAMES[name], end))
  }

  async #change(name: RegistryFileName, action: () => Promise<void>): Promise<void> {
    try {
      await writingStorage(this.location, action)
    } finally {
      this.#found.delete(name)
    }
  }

  async #content(name: RegistryFileName): Promise<FileContent | undefined> {
    if (this.#lease === undefined) return this.#find(name)
    if (!this.#found.has(name)) this.#found.set(name, await this.#find(name))
    return this.#found.get(name)
  }

  #find(name: RegistryFileName): Promise<FileContent | undefined> {
    return readingStorage(this.location, async () => {
      const handle = await fileIn(this.#folder, FILE_NAMES[name])
      if (handle === undefined) return undefined
      try {
        return await contentOf(await handle.getFile(), name)
      } catch (error) {
        // Inside, nobody else can have replaced it.
        throw this.#lease === undefined && isGone(error) ? new StaleSnapshot('another replaced the file') : error
      }
    })
  }
}
