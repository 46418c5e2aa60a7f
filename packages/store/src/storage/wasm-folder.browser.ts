import { fileIn, removeFrom, writeFileFrom } from './opfs-folder.browser.ts'
import type { OpfsRegistryFiles } from './registry-files.browser.ts'
import { MODULE_FILE, type ModuleFiles } from './registry-files.ts'
import { browserErrorName, readingStorage, writingStorage } from './storage-access.browser.ts'

const FOLDER = 'skills'
/** The modules of a registry in the origin's own file system, in a folder beside its database, as `<sha256>.wasm`. */
export class OpfsWasmFolder implements ModuleFiles {
  readonly #files: OpfsRegistryFiles

  constructor(files: OpfsRegistryFiles) {
    this.#files = files
  }

  pathOf(hash: string): string {
    return `${this.#files.location}/${FOLDER}/${hash}.wasm`
  }

  write(hash: string, wasm: Uint8Array): Promise<void> {
    return writingStorage(this.pathOf(hash), async () => {
      await writeFileFrom(await this.#folder(), `${hash}.wasm`, { start: 0, chunks: [wasm] })
    })
  }

  read(hash: string): Promise<Uint8Array | undefined> {
    return readingStorage(this.pathOf(hash), async () => {
      try {
        const file = await fileIn(await this.#folder(), `${hash}.wasm`)
        return file && new Uint8Array(await (await file.getFile()).arrayBuffer())
      } catch (error) {
        if (browserErrorName(error) === 'NotFoundError') return undefined
        throw error
      }
    })
  }

  delete(hash: string): Promise<void> {
    return writingStorage(this.pathOf(hash), async () => removeFrom(await this.#folder(), `${hash}.wasm`))
  }

  list(): Promise<readonly string[]> {
    return writingStorage(this.#files.location, async () => {
      const folder = await this.#folder()
      const hashes: string[] = []
      for await (const name of folder.keys()) {
        const hash = MODULE_FILE.exec(name)?.[1]
        if (hash === undefined) await removeFrom(folder, name)
        else hashes.push(hash)
      }
      return hashes
    })
  }

  #folder(): Promise<FileSystemDirectoryHandle> {
    return this.#files.folder.getDirectoryHandle(FOLDER, { create: true })
  }
}
