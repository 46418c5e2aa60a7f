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
  /** What is written at a place where the mark stands: a byte, and how many it takes; `undefined` where that is only the mark. */
  readonly read: (source: Uint8Array, at: number) => Written | undefined
}

interface Written {
  /** `undefined` for none at all. */
  readonly byte: number | undefined
  readonly length: number
}

const [NUL, AMPERSAND, PERCENT, SEMICOLON, BACKSLASH, LETTER_U, LETTER_X] = [0, 38, 37, 59, 92, 117, 120]
/** Stands for a character that is not ASCII. */
const OTHER = 0xff
/** Longer ones have leading zeros that nobody writes. */
const MAX_REFERENCE_BYTES = 12
const NAMED: ReadonlyMap<string, number> = new Map([
  ['amp', 38],
  ['lt', 60],
  ['gt', 62],
  ['quot', 34],
  ['apos', 39],
])

/** Those that ASCII is looked for in: UTF-16 and UTF-32; URLs; JSON and scripts; HTML and XML. */
export const TEXT_ENCODINGS: readonly TextEncoding[] = [
  { mark: NUL, read: () => ({ byte: undefined, length: 1 }) },
  { mark: PERCENT, read: (source, at) => written(hexadecimal(source, at + 1, 2), 3) },
  { mark: BACKSLASH, read: readEscape },
  { mark: AMPERSAND, read: readReference },
]

/** Undoes an encoding; what can't be read stays as it is. */
export function decodeText(source: Uint8Array, { mark, read }: TextEncoding): DecodedText {
  const bytes = new Uint8Array(source.length)
  const starts = new Uint32Array(source.length + 1)
  let size = 0
  let at = 0
  while (at < source.length) {
    const first = source[at]
    const found = first === mark ? read(source, at) : undefined
    const byte = found === undefined ? first : found.byte
    if (byte !== undefined) {
      bytes[size] = byte
      starts[size++] = at
    }
    at += found?.length ?? 1
  }
  starts[size] = source.length
  return { bytes: bytes.subarray(0, size), starts: starts.subarray(0, size + 1) }
}

function readEscape(source: Uint8Array, at: number): Written | undefined {
  const kind = source[at + 1]
  if (kind === LETTER_U) return written(hexadecimal(source, at + 2, 4), 6)
  if (kind === LETTER_X) return written(hexadecimal(source, at + 2, 2), 4)
  // Also for those of line ends and tabs, which no secret has.
  return written(kind, 2)
}

function readReference(source: Uint8Array, at: number): Written | undefined {
  const end = source.subarray(at, at + MAX_REFERENCE_BYTES).indexOf(SEMICOLON)
  if (end === -1) return undefined
  const name = String.fromCharCode(...source.subarray(at + 1, at + end))
  if (!name.startsWith('#')) return written(NAMED.get(name), end + 1)
  const [, hexadecimal, decimal] = /^#(?:x([0-9a-f]+)|([0-9]+))$/i.exec(name) ?? []
  if (hexadecimal !== undefined) return written(Number.parseInt(hexadecimal, 16), end + 1)
  return written(decimal === undefined ? undefined : Number(decimal), end + 1)
}

function written(byte: number | undefined, length: number): Written | undefined {
  return byte === undefined ? undefined : { byte: byte < 128 ? byte : OTHER, length }
}

function hexadecimal(source: Uint8Array, at: number, digits: number): number | undefined {
  if (at + digits > source.length) return undefined
  let value = 0
  for (let place = at; place < at + digits; place++) {
    const digit = HEX_DIGITS[source[place] ?? 0] ?? 0
    if (digit === 0) return undefined
    value = value * 16 + digit - 1
  }
  return value
}

/** One more than the digit that a byte stands for; 0 for none. */
const HEX_DIGITS = Uint8Array.from(
  { length: 256 },
  (_, byte) => '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase()) + 1,
)
