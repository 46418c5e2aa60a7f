import type { PageChange, PageSnapshot } from '../storage/store-backing.ts'
import { readSqliteHeader, setJournalMode } from './sqlite-header.ts'

/** Above so many pages in memory, those that can be fetched again are let go of between two queries. */
const MOST_KEPT_PAGES = 4_096

/**
 * A database file for sql.js of which only those pages are in memory that a query needed.
 *
 * SQLite reads and writes it like any file. Where a page is not there, reading fails; {@link fetchMissing} brings it, and
 * the query is repeated. What SQLite writes is kept apart until it is committed as {@link changes} and {@link adopt}ed.
 */
export class PagedFile {
  readonly pageSize: number
  readonly #committed = new Map<number, Uint8Array>()
  readonly #changed = new Map<number, Uint8Array>()
  readonly #missing = new Set<number>()
  #snapshot: PageSnapshot | undefined
  #readAhead = 1

  private constructor(pageSize: number, snapshot?: PageSnapshot) {
    this.pageSize = pageSize
    this.#snapshot = snapshot
  }

  /** The file as it is in `snapshot`, with its first page, without which SQLite can't open it. */
  static async at(snapshot: PageSnapshot): Promise<PagedFile> {
    const file = new PagedFile(snapshot.pageSize, snapshot)
    file.#missing.add(1)
    await file.fetchMissing()
    return file
  }

  /** A file with these bytes, none of which is committed yet. */
  static uncommitted(bytes: Uint8Array, pageSize: number): PagedFile {
    const file = new PagedFile(pageSize)
    for (let start = 0; start < bytes.length; start += pageSize) {
      file.write(start, bytes.subarray(start, start + pageSize))
    }
    return file
  }

  get byteLength(): number {
    return (this.#snapshot?.pageCount ?? this.#changed.size) * this.pageSize
  }

  /** The bytes from `start` to `end`, which lie in one page; `undefined` when that page has to be fetched first. */
  read(start: number, end: number): Uint8Array | undefined {
    const number = Math.floor(start / this.pageSize) + 1
    const page = this.#changed.get(number) ?? this.#committed.get(number)
    if (page === undefined) {
      this.#missing.add(number)
      return undefined
    }
    const from = (number - 1) * this.pageSize
    return page.subarray(start - from, end - from)
  }

  /** Takes the whole page that SQLite writes at `start`. */
  write(start: number, page: Uint8Array): void {
    this.#changed.set(start / this.pageSize + 1, Uint8Array.from(page))
  }

  /** Whether the query under way lacked pages, whatever it came to. */
  get lacksPages(): boolean {
    return this.#missing.size > 0
  }

  /** Begins a query of which nothing is known. */
  beginQuery(): void {
    this.#readAhead = 1
    this.#missing.clear()
    if (this.#committed.size <= MOST_KEPT_PAGES) return
    for (const number of this.#committed.keys()) if (number !== 1) this.#committed.delete(number)
  }

  /**
   * Fetches what the query lacked, and more behind it each time: else a scan of a large table would be repeated for each of
   * its pages. Rejects as {@link PageSnapshot.readPages}.
   */
  async fetchMissing(): Promise<void> {
    if (this.#snapshot === undefined) throw new Error('a database that was never stored lacks a page')
    const { pageCount } = this.#snapshot
    for (const first of this.#missing) {
      const count = Math.max(1, Math.min(this.#readAhead, pageCount - first + 1))
      const bytes = await this.#snapshot.readPages(first, count)
      if (first === 1) setJournalMode(bytes, 'rollback')
      for (let at = 0; at < count; at += 1) {
        this.#committed.set(first + at, bytes.subarray(at * this.pageSize, (at + 1) * this.pageSize))
      }
    }
    this.#missing.clear()
    this.#readAhead *= 2
  }

  /** What was written since the last commit; `undefined` when nothing was. */
  changes(): PageChange | undefined {
    const first = this.#changed.get(1)
    // SQLite counts the commit in the first page: without it there was none.
    if (first === undefined) return undefined
    const marked = Uint8Array.from(first)
    setJournalMode(marked, 'write-ahead')
    const pageCount = (readSqliteHeader(marked)?.claimedBytes ?? 0) / this.pageSize
    return { pageSize: this.pageSize, pageCount, pages: new Map(this.#changed).set(1, marked) }
  }

  /** Goes on from `snapshot`, the state that committing {@link changes} led to. */
  adopt(snapshot: PageSnapshot): void {
    for (const [number, page] of this.#changed) this.#committed.set(number, page)
    this.#changed.clear()
    this.#snapshot = snapshot
  }

  /** Forgets what was written since the last commit. */
  discardChanges(): void {
    this.#changed.clear()
  }
}
