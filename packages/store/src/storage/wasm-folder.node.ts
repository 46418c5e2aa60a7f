import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../store-error.ts'
import { makeFolder, replaceFile, sweepTemporaryFiles } from './atomic-file.node.ts'
import { MODULE_FILE, type ModuleFiles } from './registry-files.ts'
import { openRegularFile } from './regular-file.node.ts'
import { reading, writing } from './system-error.node.ts'

/** A folder of modules named by their digests, as `<sha256>.wasm`. It belongs to one registry alone. */
export class WasmFolder implements ModuleFiles {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  pathOf(hash: string): string {
    return join(this.#path, `${hash}.wasm`)
  }

  async write(hash: string, wasm: Uint8Array): Promise<void> {
    const path = this.pathOf(hash)
    await writing(path, async () => {
      const present = await readModule(path).catch(() => undefined)
      if (present !== undefined && Buffer.compare(present, wasm) === 0) return
      await makeFolder(this.#path)
      await replaceFile(path, wasm)
    })
  }

  async read(hash: string, elsewhere: string): Promise<Uint8Array | undefined> {
    return (await readModule(this.pathOf(hash))) ?? (await readModule(elsewhere))
  }

  async delete(hash: string): Promise<void> {
    const path = this.pathOf(hash)
    await writing(path, () => rm(path, { force: true }))
  }

  async list(): Promise<readonly string[]> {
    await sweepTemporaryFiles(this.#path, (name) => MODULE_FILE.test(name))
    const names = await readdir(this.#path).catch(() => [])
    return names.flatMap((name) => MODULE_FILE.exec(name)?.[1] ?? [])
  }
}

function readModule(path: string): Promise<Uint8Array | undefined> {
  const notAFile = () =>
    new StoreError('ERR_STORE_READ', `${path} is not a file`, { path, hint: 'remove the skill and install it again' })
  return reading(path, async () => {
    const file = await openRegularFile(path, notAFile)
    try {
      return file && Uint8Array.from(await file.readFile())
    } finally {
      await file?.close()
    }
  })
}
