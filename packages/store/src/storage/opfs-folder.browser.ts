import { browserErrorName, unavailable } from './storage-access.browser.ts'

/** What the folder of all registries is called; nothing else of a page's is touched. */
const FOLDER = 'blufio-registries'

/** Chromium tells of an exceeded quota only when the write fits the pipe to where it is done; else, at times, of the pipe. */
const MOST_BYTES_AT_ONCE = 256 * 1024

/** The folder of the registry `name` in the origin's own file system (https://fs.spec.whatwg.org), made when it is not there. */
export async function openRegistryFolder(name: string, location: string): Promise<FileSystemDirectoryHandle> {
  try {
    const registries = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
    return await registries.getDirectoryHandle(name, { create: true })
  } catch (cause) {
    const errorName = browserErrorName(cause)
    if (errorName === 'QuotaExceededError') throw cause
    throw unavailable(location, `it gives this page no files (${errorName || String(cause)})`, cause)
  }
}

/** Whether this browser has files that a page or a worker can write, and lets this one have them. */
export async function hasOpfs(): Promise<boolean> {
  try {
    await navigator.storage.getDirectory()
    return 'createWritable' in FileSystemFileHandle.prototype
  } catch {
    return false
  }
}

/** The file called `name`; `undefined` when there is none. */
export async function fileIn(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | undefined> {
  try {
    return await folder.getFileHandle(name)
  } catch (error) {
    if (browserErrorName(error) === 'NotFoundError') return undefined
    throw error
  }
}

/** Deletes what is called `name`, if there is something. */
export async function removeFrom(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name)
  } catch (error) {
    if (browserErrorName(error) !== 'NotFoundError') throw error
  }
}

/**
 * Writes `chunks` from `start` on as the rest of a file, wholly or not at all: a browser writes beside the file, and puts that
 * in its place at the end. `beforeEnd` runs before that, and stops it by throwing.
 */
export async function writeFileFrom(file: FileSystemFileHandle, { start, chunks, beforeEnd }: FileEnd): Promise<void> {
  const writable = await file.createWritable({ keepExistingData: start > 0 })
  try {
    if (start > 0) await writable.truncate(start)
    let position = start
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += MOST_BYTES_AT_ONCE) {
        const data = Uint8Array.from(chunk.subarray(at, at + MOST_BYTES_AT_ONCE))
        await writable.write({ type: 'write', position, data })
        position += data.length
      }
    }
    beforeEnd?.()
    await writable.close()
  } catch (error) {
    await writable.abort().catch(() => undefined)
    throw error
  }
}

/** Bytes, piece by piece. */
export type FileChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

interface FileEnd {
  /** In bytes. */
  readonly start: number
  readonly chunks: FileChunks
  readonly beforeEnd?: () => void
}
