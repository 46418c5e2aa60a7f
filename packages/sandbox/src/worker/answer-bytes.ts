import type { HostAnswer } from '../host/host-request.ts'

/** What stands before the rest: u32 the length of the JSON, u32 that of the body, little endian. */
export const HEAD_BYTES = 8

const UTF8 = new TextDecoder()
const TO_UTF8 = new TextEncoder()

/** An answer as bytes: a head, the answer without its body as JSON, the body. */
export function encodeAnswer(answer: HostAnswer): Uint8Array<ArrayBuffer> {
  const body = 'body' in answer ? answer.body : new Uint8Array()
  const json = TO_UTF8.encode(JSON.stringify(answer, (name, value) => (name === 'body' ? undefined : value)))
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

/** The answer that {@link encodeAnswer} made bytes of. */
export function decodeAnswer(bytes: Uint8Array<ArrayBuffer>): HostAnswer {
  const jsonEnd = HEAD_BYTES + viewOf(bytes).getUint32(0, true)
  const answer: HostAnswer = JSON.parse(UTF8.decode(bytes.subarray(HEAD_BYTES, jsonEnd)))
  return answer.kind === 'response' || answer.kind === 'bytes' ? { ...answer, body: bytes.slice(jsonEnd) } : answer
}

function viewOf(bytes: Uint8Array<ArrayBuffer>): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
