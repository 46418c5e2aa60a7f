import { ByteReader } from './byte-reader.ts'
import { VALUE_TYPE_NAMES } from './value-types.ts'

/** The function type at `offset` as the text `(i32, i32) -> (i32)`. */
export function describeFunctionType(bytes: Uint8Array, offset: number): string {
  const reader = new ByteReader(bytes, offset + 1)
  const values = (): string => {
    const names: string[] = []
    for (let left = reader.u32(); left > 0; left--) names.push(VALUE_TYPE_NAMES.get(reader.byte()) ?? 'unknown')
    return `(${names.join(', ')})`
  }
  return `${values()} -> ${values()}`
}

/** Passes over a vector of value types; refuses those that are not known here. */
export function skipValueTypes(reader: ByteReader): void {
  for (let left = reader.u32(); left > 0; left--) skipValueType(reader)
}

/** Passes over one value type; refuses one that is not known here. */
export function skipValueType(reader: ByteReader): void {
  const at = reader.offset
  const type = reader.byte()
  if (!VALUE_TYPE_NAMES.has(type)) throw reader.unsupported(`a value type 0x${type.toString(16)}`, at)
}
