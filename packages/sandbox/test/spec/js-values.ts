import { isPlainType, showBytes, VALUE_BYTES } from './plain-values.ts'
import type { PlainType, ScriptValue } from './script.ts'

/** What JavaScript passes for a value of a script; throws for a v128, which it can't pass. */
export function toJs(value: ScriptValue): unknown {
  if (value.type === 'i32' && 'value' in value) return Number(value.value) | 0
  if (value.type === 'i64' && 'value' in value) return BigInt.asIntN(64, BigInt(String(value.value)))
  if (value.type === 'ref.null') return null
  if (value.type === 'ref.extern' && 'value' in value) return `extern:${String(value.value)}`
  throw new TypeError(`JavaScript can't pass a value of type ${value.type}`)
}

/** What JavaScript got from WebAssembly, in words; `type` is that of the value when it is known. */
export function showJs(value: unknown, type?: string): string {
  if (type !== undefined && isPlainType(type) && (typeof value === 'number' || typeof value === 'bigint')) {
    return showNumber(value, type)
  }
  if (typeof value === 'function') return 'func'
  if (typeof value === 'string') return value
  if (Object.is(value, -0)) return 'number -0'
  return value !== null && typeof value === 'object' ? 'object' : `${typeof value} ${String(value)}`
}

function showNumber(value: number | bigint, type: PlainType): string {
  const view = new DataView(new ArrayBuffer(16))
  if (typeof value === 'bigint') view.setBigInt64(0, value, true)
  else if (type === 'i32') view.setInt32(0, value, true)
  else if (type === 'f32') view.setFloat32(0, value, true)
  else view.setFloat64(0, value, true)
  return showBytes(type, new Uint8Array(view.buffer, 0, VALUE_BYTES[type]))
}
