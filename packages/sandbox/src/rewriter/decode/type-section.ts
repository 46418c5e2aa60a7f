import { TYPE, VALUE_TYPE_NAMES } from '../format/value-types.ts'
import type { ByteReader } from './byte-reader.ts'

/** Reads the type section (core specification 5.5.4) and returns how many function types it holds. */
export function decodeTypes(reader: ByteReader): number {
  const count = reader.u32()
  for (let index = 0; index < count; index++) {
    const at = reader.offset
    if (reader.byte() !== TYPE.function) throw reader.unsupported('a type other than a plain function type', at)
    skipValueTypes(reader)
    skipValueTypes(reader)
  }
  return count
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
