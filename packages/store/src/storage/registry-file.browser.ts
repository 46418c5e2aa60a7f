import { SQLITE_HEADER_BYTES } from '../database/sqlite-header.ts'
import type { RegistryFile, RegistryFileName } from './registry-files.ts'
import { browserErrorName, readingStorage } from './storage-access.browser.ts'
import { StaleSnapshot } from './store-backing.ts'
import { LOG_HEADER_BYTES } from './write-ahead-log.ts'

/** What is in a file at one time. */
export interface FileContent {
  /** Of a log: what stays as long as it is only added to. */
  readonly origin: string
  readonly identity: string
  readonly file: File
}

/** A file that has no content yet is as good as none: browsers make it before they put its first content in its place. */
export async function contentOf(file: File, name: RegistryFileName): Promise<FileContent | undefined> {
  if (file.size === 0) return undefined
  const length = name === 'log' ? LOG_HEADER_BYTES : SQLITE_HEADER_BYTES
  const header = new Uint8Array(await file.slice(0, length).arrayBuffer()).join()
  // Each log has salts of its own, and its commits are only added to; of a database SQLite counts the changes in its header.
  const origin = name === 'log' ? header : `${header}:${file.size}:${file.lastModified}`
  return { origin, identity: `${origin}:${file.size}:${file.lastModified}`, file }
}

interface FilePlace {
  readonly name: RegistryFileName
  /** What messages call it. */
  readonly location: string
  /** What is there now. */
  readonly now: () => Promise<FileContent | undefined>
}

/** A file of a registry in the origin's own file system, as it was when it was opened. */
export class OpfsRegistryFile implements RegistryFile {
  readonly identity: string
  readonly size: number
  readonly #place: FilePlace
  #content: FileContent

  constructor(content: FileContent, place: FilePlace) {
    this.identity = content.identity
    this.size = content.file.size
    this.#place = place
    this.#content = content
  }

  read(start: number, length: number): Promise<Uint8Array> {
    return readingStorage(this.#place.location, () => this.#read(start, Math.min(start + length, this.size)))
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }

  async #read(start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.#bytes(start, end)
    // Frames of a log tell themselves from those of another; that a database was replaced, not every browser may say.
    if (bytes && this.#place.name === 'log') return bytes
    await this.#renew()
    const again = bytes ?? (await this.#bytes(start, end))
    if (again === undefined) throw new StaleSnapshot('another replaced the file')
    return again
  }

  /** The bytes from `start` to `end`; `undefined` when the browser has let go of the file, or WebKit gives zeros in its place. */
  async #bytes(start: number, end: number): Promise<Uint8Array | undefined> {
    const bytes = await bytesOf(this.#content.file, start, end)
    // What is read of a log begins with its header or that of a frame, neither of which begins with zeros.
    return this.#place.name === 'log' && bytes !== undefined && beginsWithZeros(bytes) ? undefined : bytes
  }

  /** A browser also lets go of what it gave out of a file that was only added to. */
  async #renew(): Promise<void> {
    const content = await this.#place.now()
    if (content?.origin !== this.#content.origin) throw new StaleSnapshot('another replaced the file')
    this.#content = content
  }
}

function beginsWithZeros(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.subarray(0, 4).every((byte) => byte === 0)
}

/** The bytes from `start` to `end`; `undefined` when the browser has let go of the file, or gives fewer. */
async function bytesOf(file: File, start: number, end: number): Promise<Uint8Array | undefined> {
  try {
    const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer())
    return bytes.length < end - start ? undefined : bytes
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** Whether `error` is what a browser makes of reading a file that was replaced or deleted: Firefox calls it `AbortError`. */
export function isGone(error: unknown): boolean {
  return ['NotReadableError', 'NotFoundError', 'AbortError'].includes(browserErrorName(error))
}
