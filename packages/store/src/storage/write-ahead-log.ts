import type { PageChange } from './store-backing.ts'

/**
 * What a log of commits holds, up to the last whole one.
 *
 * The format is SQLite's own write-ahead log (https://www.sqlite.org/fileformat.html, section 4): a header of 32 bytes, then
 * frames, each 24 bytes and a page. A frame's checksum goes on from that of the one before, so that the last one tells the
 * whole history; a frame that ends a commit says how many pages the database has then.
 */
export interface LogState {
  readonly pageSize: number
  /** The two salts, which begin anew with each log. */
  readonly salts: readonly [number, number]
  /** The checksum of all up to `end`. */
  readonly checksum: Checksum
  readonly isLittleEndian: boolean
  /** Where the last commit ends, in bytes. */
  readonly end: number
  /** After the last commit; 0 when there is none. */
  readonly pageCount: number
  /**
   * What the first page says of changes made so far (section 1.3.7 of the format): before the first commit that has that page,
   * and after the last; `undefined` when none has.
   */
  readonly counters: readonly [number, number] | undefined
  /** By the number of a page, where its last frame begins. */
  readonly frames: ReadonlyMap<number, number>
}

type Checksum = readonly [number, number]

/** The length of a log's header, in bytes. */
export const LOG_HEADER_BYTES = 32
/** The length of what stands before the page in each frame, in bytes. */
export const FRAME_HEADER_BYTES = 24

/** Where a database's first page counts its changes. */
const CHANGE_COUNTER_AT = 24

const MAGIC_LITTLE_ENDIAN = 0x377f_0682
const MAGIC_BIG_ENDIAN = 0x377f_0683
const FORMAT_VERSION = 3_007_000

/** The log that begins with `bytes`, no frame of which was read yet; `undefined` when they are no whole header of a log. */
export function readLogHeader(bytes: Uint8Array): LogState | undefined {
  if (bytes.length < LOG_HEADER_BYTES) return undefined
  const view = viewOf(bytes)
  const magic = view.getUint32(0)
  if (magic !== MAGIC_LITTLE_ENDIAN && magic !== MAGIC_BIG_ENDIAN) return undefined
  const isLittleEndian = magic === MAGIC_LITTLE_ENDIAN
  const checksum = extend([0, 0], bytes.subarray(0, 24), isLittleEndian)
  if (!isChecksumAt(view, 24, checksum)) return undefined
  return {
    pageSize: view.getUint32(8),
    salts: [view.getUint32(16), view.getUint32(20)],
    checksum,
    isLittleEndian,
    end: LOG_HEADER_BYTES,
    pageCount: 0,
    counters: undefined,
    frames: new Map(),
  }
}

/** `state` after the whole commits in `bytes`, which stand in the log from its end on; what is behind them was never committed. */
export function readCommits(state: LogState, bytes: Uint8Array): LogState {
  const { pageSize, isLittleEndian } = state
  const view = viewOf(bytes)
  const frameBytes = FRAME_HEADER_BYTES + pageSize
  const frames = new Map(state.frames)
  const uncommitted = new Map<number, number>()
  let { counters } = state
  let read = state
  let checksum = state.checksum
  for (let at = 0; at + frameBytes <= bytes.length; at += frameBytes) {
    if (!isFrameOf(state, bytes.subarray(at))) break
    checksum = extend(checksum, bytes.subarray(at, at + 8), isLittleEndian)
    checksum = extend(checksum, bytes.subarray(at + FRAME_HEADER_BYTES, at + frameBytes), isLittleEndian)
    if (!isChecksumAt(view, at + 16, checksum)) break
    const number = view.getUint32(at)
    uncommitted.set(number, state.end + at)
    if (number === 1) {
      const counter = view.getUint32(at + FRAME_HEADER_BYTES + CHANGE_COUNTER_AT)
      counters = [counters?.[0] ?? counter - 1, counter]
    }
    const pageCount = view.getUint32(at + 4)
    if (pageCount === 0) continue
    for (const [page, start] of uncommitted) frames.set(page, start)
    uncommitted.clear()
    read = { ...state, checksum, end: state.end + at + frameBytes, pageCount, counters, frames }
  }
  return read
}

/**
 * Whether a log may be put over a database whose first page has this counter: one from a backup, older than the log or younger,
 * would be made of two states. One that was written anew while the log stayed is in between.
 */
export function beginsAfter({ counters }: LogState, changeCounter: number): boolean {
  if (counters === undefined) return true
  const [before, after] = counters
  // It begins at 0 again after 32 bits.
  return (changeCounter - before) >>> 0 <= (after - before) >>> 0
}

/** Whether `bytes` begin with the header of a frame of this log. */
export function isFrameOf({ salts }: LogState, bytes: Uint8Array): boolean {
  if (bytes.length < FRAME_HEADER_BYTES) return false
  const view = viewOf(bytes)
  return view.getUint32(0) > 0 && view.getUint32(8) === salts[0] && view.getUint32(12) === salts[1]
}

/** The bytes that add `change` to the log behind `state`, or that begin a log with it. */
export function encodeCommit(state: LogState | undefined, { pageSize, pageCount, pages }: PageChange): Uint8Array {
  const log = state ?? newLog(pageSize)
  const lead = state === undefined ? LOG_HEADER_BYTES : 0
  const bytes = new Uint8Array(lead + pages.size * (FRAME_HEADER_BYTES + pageSize))
  const view = viewOf(bytes)
  if (state === undefined) writeHeader(view, log)
  let { checksum } = log
  let at = lead
  let left = pages.size
  for (const [number, page] of pages) {
    left -= 1
    view.setUint32(at, number)
    view.setUint32(at + 4, left === 0 ? pageCount : 0)
    view.setUint32(at + 8, log.salts[0])
    view.setUint32(at + 12, log.salts[1])
    checksum = extend(extend(checksum, bytes.subarray(at, at + 8), log.isLittleEndian), page, log.isLittleEndian)
    writeChecksum(view, at + 16, checksum)
    bytes.set(page, at + FRAME_HEADER_BYTES)
    at += FRAME_HEADER_BYTES + pageSize
  }
  return bytes
}

function newLog(pageSize: number): LogState {
  const [first = 0, second = 0] = crypto.getRandomValues(new Uint32Array(2))
  const log: LogState = {
    pageSize,
    salts: [first, second],
    checksum: [0, 0],
    isLittleEndian: true,
    end: 0,
    pageCount: 0,
    counters: undefined,
    frames: new Map(),
  }
  const header = new Uint8Array(LOG_HEADER_BYTES)
  return { ...log, checksum: writeHeader(viewOf(header), log) }
}

function writeHeader(view: DataView, { pageSize, salts, isLittleEndian }: LogState): Checksum {
  view.setUint32(0, isLittleEndian ? MAGIC_LITTLE_ENDIAN : MAGIC_BIG_ENDIAN)
  view.setUint32(4, FORMAT_VERSION)
  view.setUint32(8, pageSize)
  view.setUint32(16, salts[0])
  view.setUint32(20, salts[1])
  const checksum = extend([0, 0], new Uint8Array(view.buffer, view.byteOffset, 24), isLittleEndian)
  writeChecksum(view, 24, checksum)
  return checksum
}

/** The checksum of section 4.2 over `bytes`, a multiple of 8 of them, going on from `checksum`. */
function extend(checksum: Checksum, bytes: Uint8Array, isLittleEndian: boolean): Checksum {
  const view = viewOf(bytes)
  let [first, second] = checksum
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + view.getInt32(at, isLittleEndian) + second) | 0
    second = (second + view.getInt32(at + 4, isLittleEndian) + first) | 0
  }
  return [first, second]
}

function isChecksumAt(view: DataView, at: number, [first, second]: Checksum): boolean {
  return view.getInt32(at) === first && view.getInt32(at + 4) === second
}

function writeChecksum(view: DataView, at: number, [first, second]: Checksum): void {
  view.setInt32(at, first)
  view.setInt32(at + 4, second)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
