/** Bytes as they read once an encoding is undone, and where each comes from. */
export interface DecodedText {
  readonly bytes: Uint8Array
  /** The place in the source where each begins, and behind the last where that ends; absent where nothing was undone. */
  readonly starts?: Uint32Array
}

/** A way in which text is written inside other text. */
export interface TextEncoding {
  /** The byte that everything it writes begins with. */
  readonly mark: number
  /** Tells `written` what is written at a place where the mark stands; false where that is only the mark. */
  readonly read: (source: Uint8Array, at: number, written: Written) => boolean
}

/** A byte, {@link NOTHING} for none, and how many it is written in; used again and again, as a body can hold millions. */
interface Written {
  byte: number
  length: number
}

const NOTHING = -1
/** Stands for a character that is not ASCII. */
const OTHER = 0xff
const [NUL, AMPERSAND, HASH, PERCENT, SEMICOLON, BACKSLASH, LETTER_U, LETTER_X] = [0, 38, 35, 37, 59, 92, 117, 120]
/** Longer ones have leading zeros that nobody writes. */
const MAX_REFERENCE_BYTES = 12
const NAMED: ReadonlyMap<string, number> = new Map([
  ['amp', 38],
  ['lt', 60],
  ['gt', 62],
  ['quot', 34],
  ['apos', 39],
])
/** The digit that a byte stands for in hexadecimal; 16 for none. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase())
  return digit === -1 ? 16 : digit
})

/** Those that ASCII is looked for in: UTF-16 and UTF-32; URLs; JSON and scripts; HTML and XML. */
export const TEXT_ENCODINGS: readonly TextEncoding[] = [
  { mark: NUL, read: (_source, _at, written) => tell(written, NOTHING, 1) },
  { mark: PERCENT, read: (source, at, written) => tellHexadecimal(written, source, { at, from: 1, digits: 2 }) },
  { mark: BACKSLASH, read: readEscape },
  { mark: AMPERSAND, read: readReference },
]

/** Undoes an encoding; what can't be read stays as it is. */
export function decodeText(source: Uint8Array, { mark, read }: TextEncoding): DecodedText {
  const bytes = new Uint8Array(source.length)
  const starts = new Uint32Array(source.length + 1)
  const written = { byte: 0, length: 0 }
  let size = 0
  for (let at = 0; at < source.length; at += written.length) {
    const byte = source[at] ?? 0
    if (byte !== mark || !read(source, at, written)) tell(written, byte, 1)
    if (written.byte === NOTHING) continue
    bytes[size] = written.byte
    starts[size++] = at
  }
  starts[size] = source.length
  return { bytes: bytes.subarray(0, size), starts: starts.subarray(0, size + 1) }
}

function readEscape(source: Uint8Array, at: number, written: Written): boolean {
  const kind = source[at + 1]
  if (kind === LETTER_U) return tellHexadecimal(written, source, { at, from: 2, digits: 4 })
  if (kind === LETTER_X) return tellHexadecimal(written, source, { at, from: 2, digits: 2 })
  // Also for those of line ends and tabs, which no secret has.
  return kind !== undefined && tell(written, kind, 2)
}

function readReference(source: Uint8Array, at: number, written: Written): boolean {
  let end = at + 1
  const last = Math.min(at + MAX_REFERENCE_BYTES, source.length)
  while (end < last && source[end] !== SEMICOLON && source[end] !== AMPERSAND) end++
  if (source[end] !== SEMICOLON) return false
  if (source[at + 1] !== HASH) {
    const byte = NAMED.get(String.fromCharCode(...source.subarray(at + 1, end)))
    return byte !== undefined && tell(written, byte, end + 1 - at)
  }
  const base = source[at + 2] === LETTER_X || source[at + 2] === LETTER_X - 32 ? 16 : 10
  const from = base === 16 ? 3 : 2
  const number = numberAt(source, at + from, { digits: end - at - from, base })
  return number !== undefined && tell(written, number, end + 1 - at)
}

function tellHexadecimal(
  written: Written,
  source: Uint8Array,
  { at, from, digits }: { readonly at: number; readonly from: number; readonly digits: number },
): boolean {
  const number = numberAt(source, at + from, { digits, base: 16 })
  return number !== undefined && tell(written, number, from + digits)
}

function numberAt(
  source: Uint8Array,
  at: number,
  { digits, base }: { readonly digits: number; readonly base: number },
): number | undefined {
  let number = digits === 0 ? undefined : 0
  for (let place = at; place < at + digits; place++) {
    const digit = DIGITS[source[place] ?? 0] ?? base
    if (digit >= base) return undefined
    number = (number ?? 0) * base + digit
  }
  return number
}

function tell(written: Written, byte: number, length: number): boolean {
  written.byte = byte < 128 ? byte : OTHER
  written.length = length
  return true
}
