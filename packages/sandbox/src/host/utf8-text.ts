import { shortestPrefix } from './shortest-prefix.ts'

const STRICT = { fatal: true, ignoreBOM: true }
const UTF8 = new TextDecoder('utf-8', STRICT)
const TO_UTF8 = new TextEncoder()

/**
 * What bytes say as UTF-8; or `offset`, where the first sequence begins that is none or that the end cuts off, and the up to
 * four bytes there as `hex`.
 */
export type Utf8Text =
  | { readonly text: string }
  | { readonly text?: never; readonly offset: number; readonly hex: string }

/** Reads `bytes` as UTF-8: no lone surrogates, no overlong forms; a byte order mark is part of the text. */
export function utf8Text(bytes: Uint8Array): Utf8Text {
  try {
    return { text: UTF8.decode(bytes) }
  } catch {
    const bad = shortestPrefix(bytes, (prefix) => beginning(prefix) === undefined)
    // The text leaves out what it takes more bytes to tell, and takes as many bytes as it was read from.
    const offset = TO_UTF8.encode(beginning(bytes.subarray(0, bad - 1))).length
    return { offset, hex: Array.from(bytes.subarray(offset, offset + 4), hexPair).join(' ') }
  }
}

/** The whole characters of bytes that more may follow; `undefined` when nothing could make them UTF-8. */
function beginning(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', STRICT).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}

function hexPair(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
