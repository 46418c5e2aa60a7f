import { unitsWithin, visible } from '../rewriter/visible-text.ts'
import { shortestPrefix } from './shortest-prefix.ts'

const OPTIONS = { ignoreBOM: true }
const UTF8 = new TextDecoder('utf-8', OPTIONS)
const TO_UTF8 = new TextEncoder()
const MOST_BYTES_PER_UNIT = 3

/** A line of a log as it is kept. */
export interface LogLine {
  readonly message: string
  /** How much room it takes: the bytes of its message in UTF-8; all there was for a line that was cut. */
  readonly bytes: number
}

/**
 * Makes a line of what a guest logged: one that looks like no other, cut after the last character that fits in `room` bytes
 * of UTF-8. What tells of the cut comes on top.
 *
 * `bytes` are the first of the `size` that the guest passed: all, or `room` of them, since none takes less when it is shown.
 */
export function logLine(bytes: Uint8Array, { size, room }: { size: number; room: number }): LogLine {
  const isBeginning = bytes.length < size
  // At the end of a beginning, a character that is not whole is left out.
  const text = isBeginning ? new TextDecoder('utf-8', OPTIONS).decode(bytes, { stream: true }) : UTF8.decode(bytes)
  const message = visible(text)
  const encoded = new Uint8Array(Math.min(room, message.length * MOST_BYTES_PER_UNIT))
  const { read, written } = TO_UTF8.encodeInto(message, encoded)
  if (read === message.length && !isBeginning) return { message, bytes: written }
  const units = unitsWithin(text, read)
  const kept = shortestPrefix(bytes, (prefix) => UTF8.decode(prefix).length > units) - 1
  return { message: `${visible(text.slice(0, units))} … [cut: ${kept} of ${size} bytes]`, bytes: room }
}
