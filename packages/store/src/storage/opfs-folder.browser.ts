import { browserErrorName, unavailable } from './storage-access.browser.ts'

/** What the folder of all registries is called; nothing else of a page's is touched. */
const FOLDER = 'blufio-registries'

/**
 * WebKit closes a file by copying what was written over it, of which a browser that dies leaves a part: WebKitGTK 2.50 does.
 * There it is written as another file, and renamed. Browsers on WebKit name it, as Chromium does, which names Chrome too.
 */
const COPIES_IN_PLACE =
  /AppleWebKit\/(?!.*Chrome\/)/.test(globalThis.navigator?.userAgent ?? '') &&
  'move' in (globalThis.FileSystemFileHandle?.prototype ?? {})

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
 * Writes `chunks` from `start` on as the rest of the file called `name`, wholly or not at all; makes it when it is not there.
 * `beforeEnd` runs before what was written takes its place, and stops that by throwing.
 */
export async function writeFileFrom(folder: FileSystemDirectoryHandle, name: string, end: FileEnd): Promise<void> {
  if (!COPIES_IN_PLACE) return writeEnd(await folder.getFileHandle(name, { create: true }), end)
  const beside = (await folder.getFileHandle(`${name}.new`, { create: true })) as MovableFile
  try {
    await writeEnd(beside, { start: 0, chunks: wholeOf(folder, name, end) })
    end.beforeEnd?.()
    await beside.move(folder, name)
  } catch (error) {
    await removeFrom(folder, `${name}.new`).catch(() => undefined)
    throw error
  }
}

/** Browsers write beside a file, and put that in its place when it is closed. */
async function writeEnd(file: FileSystemFileHandle, { start, chunks, beforeEnd }: FileEnd): Promise<void> {
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

/** All that the file called `name` is to hold: its first `start` bytes, and `chunks` behind them. */
async function* wholeOf(
  folder: FileSystemDirectoryHandle,
  name: string,
  { start, chunks }: FileEnd,
): AsyncIterable<Uint8Array> {
  const file = start === 0 ? undefined : await fileIn(folder, name)
  if (file !== undefined) yield new Uint8Array(await (await file.getFile()).slice(0, start).arrayBuffer())
  yield* chunks
}

/** A file that can be renamed, also over another: not in the standard yet, and in all browsers. */
interface MovableFile extends FileSystemFileHandle {
  readonly move: (folder: FileSystemDirectoryHandle, name: string) => Promise<void>
}

/** Bytes, piece by piece. */
export type FileChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

interface FileEnd {
  /** In bytes. */
  readonly start: number
  readonly chunks: FileChunks
  readonly beforeEnd?: () => void
}
