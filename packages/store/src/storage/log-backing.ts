import { readSqliteHeader, SQLITE_HEADER_BYTES } from '../database/sqlite-header.ts'
import type { ModuleFiles, RegistryFile, RegistryFiles } from './registry-files.ts'
import { changedMeanwhile, damaged, notAStore } from './registry-refusal.ts'
import { type PageChange, type PageSnapshot, StaleSnapshot, type StoreBacking } from './store-backing.ts'
import {
  beginsAfter,
  encodeCommit,
  FRAME_HEADER_BYTES,
  isFrameOf,
  LOG_HEADER_BYTES,
  type LogState,
  readCommits,
  readLogHeader,
} from './write-ahead-log.ts'

/** So many pages in the log at least, and at most, before the database is written anew: it is read whole when it is opened. */
const FEWEST_LOG_PAGES = 64
const MOST_LOG_PAGES = 256
const PAGES_AT_ONCE = 256

/**
 * Keeps a registry in a SQLite file and a log of commits beside it, and its modules in files of their own.
 *
 * A commit only ever adds to the log, so that it costs what it changes. The file is only ever replaced whole, once the log has
 * become long, and the log is forgotten after that: until then its pages say again what the new file says. Who reads opens the
 * log first and the file then, which must be the one that was there before: so it has all that the log begins after, and
 * nothing that is not in the log yet.
 */
export class LogBacking implements StoreBacking {
  readonly location: string
  readonly #files: RegistryFiles
  readonly #modules: ModuleFiles
  #last: LogSnapshot | undefined

  constructor(files: RegistryFiles, modules: ModuleFiles) {
    this.location = files.location
    this.#files = files
    this.#modules = modules
  }

  async snapshot(): Promise<LogSnapshot | undefined> {
    const last = this.#last
    const log = await this.#files.look('log')
    const database = await this.#files.look('database')
    if (last && last.database.identity === database && last.log?.identity === log) return last
    this.#last = undefined
    this.#last = await LogSnapshot.open(this.#files, last)
    return this.#last
  }

  exclusively<T>(action: () => Promise<T>): Promise<T> {
    return this.#files.exclusively(action)
  }

  async commit(change: PageChange, basis: PageSnapshot | undefined): Promise<PageSnapshot | undefined> {
    const current = await this.snapshot()
    if (current !== basis) throw changedMeanwhile(this.location)
    await this.#files.assertAlone()
    if (current?.state === undefined && (change.pages.size === change.pageCount || !current?.isWriteAhead)) {
      await this.#files.removeLog()
      await this.#files.replaceDatabase(allPages(changed(current, change)))
    } else {
      await this.#files.append(current?.state?.end ?? 0, encodeCommit(current?.state, change))
    }
    return this.#outcome()
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
    // Alone no longer, it may be what another is about to name.
    await this.#files.assertAlone()
    await this.#modules.delete(hash)
  }

  async leftovers(): Promise<readonly string[]> {
    return this.#files.wasLeftBehind() ? this.#modules.list() : []
  }

  async close(): Promise<void> {
    await this.#last?.close()
    this.#last = undefined
  }

  /** The state after a commit. Never rejects: what is committed can't be refused any more. */
  async #outcome(): Promise<PageSnapshot | undefined> {
    try {
      const committed = await this.snapshot()
      const outcome = committed && (await this.#shortened(committed))
      // Alone no longer, it may hold what others committed.
      await this.#files.assertAlone()
      return outcome
    } catch {
      return undefined
    }
  }

  /** `snapshot`, or the same pages in a file without a log where that had become long. */
  async #shortened(snapshot: LogSnapshot): Promise<PageSnapshot> {
    const most = Math.min(Math.max(snapshot.pageCount, FEWEST_LOG_PAGES), MOST_LOG_PAGES)
    if (snapshot.state === undefined || snapshot.state.end < most * snapshot.pageSize) return snapshot
    try {
      await this.#files.replaceDatabase(allPages(snapshot))
      await this.#files.removeLog()
    } catch {
      // It is committed, and only stays longer: the next commit tries again.
    }
    return (await this.snapshot()) ?? snapshot
  }
}

/** A database file, and the commits of its log up to one of them. */
class LogSnapshot implements PageSnapshot {
  readonly pageSize: number
  readonly pageCount: number
  readonly database: RegistryFile
  readonly log: RegistryFile | undefined
  /** What the log holds; `undefined` when that is nothing. */
  readonly state: LogState | undefined
  /** Whether other programs look for a log beside this database. */
  readonly isWriteAhead: boolean

  private constructor(database: RegistryFile, pages: FilePages, log?: ReadLog) {
    this.database = database
    this.log = log?.file
    this.state = log?.state
    this.isWriteAhead = pages.isWriteAhead
    this.pageSize = pages.size
    this.pageCount = log?.state?.pageCount ?? pages.count
  }

  /** The last state of `files`, `undefined` when they are not there; takes over from `last`, which is closed. */
  static async open(files: RegistryFiles, last: LogSnapshot | undefined): Promise<LogSnapshot | undefined> {
    const before = await files.look('database')
    const log = await files.open('log')
    let database: RegistryFile | undefined
    try {
      const read = log && (await readLog(log, last?.state))
      database = await files.open('database')
      // What was written anew meanwhile may have commits that came to the log after it was read.
      if (database?.identity !== before) throw new StaleSnapshot('the database was written anew')
      if (database === undefined) {
        await log?.close()
        return undefined
      }
      const pages = await pagesIn(database, files.location, read?.state)
      return new LogSnapshot(database, pages, read)
    } catch (error) {
      await log?.close()
      await database?.close()
      throw error
    } finally {
      await last?.close()
    }
  }

  async readPages(first: number, count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count * this.pageSize)
    bytes.set(await this.database.read((first - 1) * this.pageSize, bytes.length))
    if (this.log === undefined || this.state === undefined) return bytes
    for (let number = first; number < first + count; number += 1) {
      const start = this.state.frames.get(number)
      if (start === undefined) continue
      const frame = await this.log.read(start, FRAME_HEADER_BYTES + this.pageSize)
      if (!isFrameOf(this.state, frame)) throw new StaleSnapshot('another log was begun')
      bytes.set(frame.subarray(FRAME_HEADER_BYTES), (number - first) * this.pageSize)
    }
    // After the reading: what was read was not written over if nothing is yet.
    if (!(await follows(this.log, this.state))) throw new StaleSnapshot('another log was begun')
    return bytes
  }

  async close(): Promise<void> {
    await this.database.close()
    await this.log?.close()
  }
}

interface FilePages {
  readonly size: number
  readonly count: number
  readonly isWriteAhead: boolean
}

interface ReadLog {
  readonly file: RegistryFile
  readonly state: LogState | undefined
}

/** The commits in `file`; only those behind `known` are read where they follow it. */
async function readLog(file: RegistryFile, known: LogState | undefined): Promise<ReadLog> {
  const start =
    known !== undefined && (await follows(file, known)) ? known : readLogHeader(await file.read(0, LOG_HEADER_BYTES))
  if (start === undefined) return { file, state: undefined }
  // A log that was just begun may have grown since it was opened.
  const state = readCommits(start, await file.read(start.end, Math.max(0, file.size - start.end)))
  return { file, state: state.pageCount === 0 ? undefined : state }
}

/**
 * Whether the log in `file` goes on from `known`: its last checksum tells all that is before it. Its header is asked too, since
 * SQLite begins a log anew at the start of the old one, and leaves what is behind.
 */
async function follows(file: RegistryFile, known: LogState): Promise<boolean> {
  const begun = readLogHeader(await file.read(0, LOG_HEADER_BYTES))
  if (begun?.salts.join() !== known.salts.join()) return false
  const frame = await file.read(known.end - known.pageSize - FRAME_HEADER_BYTES, FRAME_HEADER_BYTES)
  if (!isFrameOf(known, frame)) return false
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  return view.getInt32(16) === known.checksum[0] && view.getInt32(20) === known.checksum[1]
}

async function pagesIn(database: RegistryFile, location: string, log: LogState | undefined): Promise<FilePages> {
  if (database.size === 0) throw damaged(location, 'it is empty')
  const header = readSqliteHeader(await database.read(0, SQLITE_HEADER_BYTES))
  if (header === undefined) throw notAStore(location, 'it is not a SQLite database')
  const { pageSize, claimedBytes, changeCounter, isWriteAhead } = header
  if (log === undefined && database.size < claimedBytes) {
    throw damaged(location, `it has ${database.size} of ${claimedBytes} bytes`)
  }
  if (log !== undefined && log.pageSize !== pageSize) throw damaged(location, 'its log has pages of another size')
  if (log !== undefined && !beginsAfter(log, changeCounter)) {
    throw damaged(location, 'the log beside it is of another state; put back both, of one backup')
  }
  return { size: pageSize, count: Math.floor((claimedBytes || database.size) / pageSize), isWriteAhead }
}

/** The pages of `snapshot` with `change` in them. */
function changed(snapshot: PageSnapshot | undefined, { pageSize, pageCount, pages }: PageChange): PageSnapshot {
  return {
    pageSize,
    pageCount,
    async readPages(first, count) {
      const bytes = new Uint8Array(count * pageSize)
      for (let number = first; number < first + count; number += 1) {
        const page = pages.get(number) ?? (await snapshot?.readPages(number, 1))
        if (page) bytes.set(page, (number - first) * pageSize)
      }
      return bytes
    },
  }
}

async function* allPages(snapshot: PageSnapshot): AsyncIterable<Uint8Array> {
  for (let first = 1; first <= snapshot.pageCount; first += PAGES_AT_ONCE) {
    yield await snapshot.readPages(first, Math.min(PAGES_AT_ONCE, snapshot.pageCount - first + 1))
  }
}
