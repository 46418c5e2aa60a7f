import type { PlainType, ScriptValue } from './script.ts'

/** Bytes that a value takes in memory. */
export const VALUE_BYTES: Readonly<Record<PlainType, number>> = { i32: 4, i64: 8, f32: 4, f64: 8, v128: 16 }

/** Whether values of `type` can lie in memory: all but references. */
export function isPlainType(type: string): type is PlainType {
  return Object.hasOwn(VALUE_BYTES, type)
}

/** The bytes of a value as they lie in memory; throws for a class of NaNs, which has no bytes of its own. */
export function bytesOf(value: ScriptValue): Uint8Array {
  if (value.type === 'v128' && 'bytes' in value) return Uint8Array.from(value.bytes)
  if (!isPlainType(value.type) || !('value' in value) || typeof value.value !== 'string') {
    throw new Error(`a value of type ${value.type} has no bytes`)
  }
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value.value), true)
  return bytes.subarray(0, VALUE_BYTES[value.type])
}

/** A value of `type` in words that are the same exactly when all bits are. */
export function showBytes(type: PlainType, bytes: Uint8Array): string {
  const digits = [...bytes].reverse().map((byte) => byte.toString(16).padStart(2, '0'))
  return `${type}:${digits.join('')}`
}
