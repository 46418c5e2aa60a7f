/** What stands before the rest: u32 the length of the JSON, u32 that of the body, little endian. */
export const HEAD_BYTES = 8

const UTF8 = new TextDecoder()
const TO_UTF8 = new TextEncoder()

/** A value of JSON and bytes that belong to it, as one run of bytes: a head, the JSON, the body. */
export function frame(value: unknown, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = TO_UTF8.encode(JSON.stringify(value))
  const bytes = new Uint8Array(HEAD_BYTES + json.length + body.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, json.length, true)
  head.setUint32(4, body.length, true)
  bytes.set(json, HEAD_BYTES)
  bytes.set(body, HEAD_BYTES + json.length)
  return bytes
}

/** How many bytes come behind a head. */
export function bytesBehind(head: Uint8Array<ArrayBuffer>): number {
  const view = viewOf(head)
  return view.getUint32(0, true) + view.getUint32(4, true)
}

/** What {@link frame} made bytes of. */
export function unframe(bytes: Uint8Array<ArrayBuffer>): {
  readonly value: unknown
  readonly body: Uint8Array<ArrayBuffer>
} {
  const jsonEnd = HEAD_BYTES + viewOf(bytes).getUint32(0, true)
  return { value: JSON.parse(UTF8.decode(bytes.subarray(HEAD_BYTES, jsonEnd))), body: bytes.slice(jsonEnd) }
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
