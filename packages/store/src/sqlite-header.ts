/** The header of a SQLite file (https://www.sqlite.org/fileformat.html, section 1.3). */
export interface SqliteHeader {
  /** The length that the file claims to have, in bytes; 0 when it does not say. */
  readonly claimedBytes: number
  /** Raised by each commit. */
  readonly changeCounter: number
}

/** How many bytes the header takes. */
export const SQLITE_HEADER_BYTES = 100

const MAGIC = 'SQLite format 3\0'
const PAGE_SIZE_AT = 16
const WRITE_VERSION_AT = 18
const READ_VERSION_AT = 19
const CHANGE_COUNTER_AT = 24
const PAGE_COUNT_AT = 28
const VERSION_VALID_FOR_AT = 92

/** The header at the start of `bytes`, or `undefined` when they do not start as a SQLite file does. */
export function readSqliteHeader(bytes: Uint8Array): SqliteHeader | undefined {
  if (bytes.length < SQLITE_HEADER_BYTES) return undefined
  if (new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined
  const view = viewOf(bytes)
  const pageSize = view.getUint16(PAGE_SIZE_AT)
  const changeCounter = view.getUint32(CHANGE_COUNTER_AT)
  // Writers older than SQLite 3.7 leave a stale page count, which the two counters then tell.
  const pages = view.getUint32(VERSION_VALID_FOR_AT) === changeCounter ? view.getUint32(PAGE_COUNT_AT) : 0
  return { claimedBytes: pages * (pageSize === 1 ? 65_536 : pageSize), changeCounter }
}

/** A copy of a whole SQLite file, out of write-ahead mode, which a database in memory can't be in. */
export function withoutWriteAhead(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const view = viewOf(copy)
  view.setUint8(WRITE_VERSION_AT, 1)
  view.setUint8(READ_VERSION_AT, 1)
  return copy
}

/** Sets the change counter of a whole SQLite file, by which other programs see that their caches are stale. */
export function setChangeCounter(bytes: Uint8Array, changeCounter: number): void {
  const view = viewOf(bytes)
  view.setUint32(CHANGE_COUNTER_AT, changeCounter)
  view.setUint32(VERSION_VALID_FOR_AT, changeCounter)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
