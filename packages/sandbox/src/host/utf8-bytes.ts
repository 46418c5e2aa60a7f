const TO_UTF8 = new TextEncoder()
/** UTF-8 takes at most three bytes per UTF-16 unit. */
const SHORT_UNITS = 1_000
const scratch = new Uint8Array(3 * SHORT_UNITS)

/** A text as UTF-8. For a short one, writing it where there is room and copying takes a third of what `encode` takes. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > SHORT_UNITS) return TO_UTF8.encode(text)
  return scratch.slice(0, TO_UTF8.encodeInto(text, scratch).written)
}
