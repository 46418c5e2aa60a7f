/** The header of a SQLite file (https://www.sqlite.org/fileformat.html, section 1.3). */
export interface SqliteHeader {
  /** In bytes. */
  readonly pageSize: number
  /** The length that the file claims to have, in bytes; 0 when it does not say. */
  readonly claimedBytes: number
  /** Raised by each commit that changes the first page. */
  readonly changeCounter: number
  /** Whether other programs look for a log beside the file. */
  readonly isWriteAhead: boolean
  /** Whether pages are moved at a commit so that the file can shrink. */
  readonly vacuumsItself: boolean
}

/** How many bytes the header takes. */
export const SQLITE_HEADER_BYTES = 100

const MAGIC = 'SQLite format 3\0'
const PAGE_SIZE_AT = 16
const WRITE_VERSION_AT = 18
const READ_VERSION_AT = 19
const CHANGE_COUNTER_AT = 24
const PAGE_COUNT_AT = 28
const LARGEST_ROOT_PAGE_AT = 52
const VERSION_VALID_FOR_AT = 92

/** The header at the start of `bytes`, or `undefined` when they do not start as a SQLite file does. */
export function readSqliteHeader(bytes: Uint8Array): SqliteHeader | undefined {
  if (bytes.length < SQLITE_HEADER_BYTES) return undefined
  if (new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return undefined
  const view = viewOf(bytes)
  const written = view.getUint16(PAGE_SIZE_AT)
  const pageSize = written === 1 ? 65_536 : written
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return undefined
  // Writers older than SQLite 3.7 leave a stale page count, which the two counters then tell.
  const isCounted = view.getUint32(VERSION_VALID_FOR_AT) === view.getUint32(CHANGE_COUNTER_AT)
  return {
    pageSize,
    claimedBytes: isCounted ? view.getUint32(PAGE_COUNT_AT) * pageSize : 0,
    changeCounter: view.getUint32(CHANGE_COUNTER_AT),
    isWriteAhead: view.getUint8(READ_VERSION_AT) === 2,
    vacuumsItself: view.getUint32(LARGEST_ROOT_PAGE_AT) !== 0,
  }
}

/**
 * Says in the header at the start of `bytes` whether commits are in a log beside the file. A database in memory can't have
 * one; of a file it tells other programs to look there.
 */
export function setJournalMode(bytes: Uint8Array, mode: 'rollback' | 'write-ahead'): void {
  const version = mode === 'rollback' ? 1 : 2
  viewOf(bytes).setUint8(WRITE_VERSION_AT, version)
  viewOf(bytes).setUint8(READ_VERSION_AT, version)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
