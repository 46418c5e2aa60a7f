import type { SkillTraceBytes } from '@blufio/core'

/** The most bytes that a trace holds where it need not hold them all. */
const MAX_SHORT_BYTES = 256
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const TO_UTF8 = new TextEncoder()

/** Describes bytes in a skill's memory for a trace: all of them with `whole`, else many by their number and checksum. */
export function describeBytes(address: number, bytes: Uint8Array, whole: boolean): SkillTraceBytes {
  if (!whole && bytes.length > MAX_SHORT_BYTES) return { address, length: bytes.length, fnv1a: fnv1a(bytes) }
  try {
    return { address, text: STRICT_UTF8.decode(bytes) }
  } catch {
    return { address, base64: toBase64(bytes) }
  }
}

/** The bytes that a trace holds; `undefined` when it holds their number and checksum only. */
export function heldBytes(described: SkillTraceBytes): Uint8Array<ArrayBuffer> | undefined {
  if ('text' in described) return TO_UTF8.encode(described.text)
  if ('base64' in described) return Uint8Array.from(atob(described.base64), (unit) => unit.charCodeAt(0))
  return undefined
}

/** How many bytes are described. */
export function describedLength(described: SkillTraceBytes): number {
  return 'length' in described ? described.length : (heldBytes(described)?.length ?? 0)
}

/** Whether `bytes` are the ones that a trace describes, as far as can be told. */
export function areDescribed(bytes: Uint8Array, described: SkillTraceBytes): boolean {
  if ('length' in described) return bytes.length === described.length && fnv1a(bytes) === described.fnv1a
  const held = heldBytes(described)
  return held?.length === bytes.length && bytes.every((byte, index) => byte === held[index])
}

/** The FNV-1a hash of 32 bits (Fowler, Noll, Vo): made at once and on every engine, and against accidents only. */
function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}

function toBase64(bytes: Uint8Array): string {
  let units = ''
  for (const byte of bytes) units += String.fromCharCode(byte)
  return btoa(units)
}
