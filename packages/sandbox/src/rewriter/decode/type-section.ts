import type { ByteReader } from '../format/byte-reader.ts'
import { skipValueTypes } from '../format/function-type.ts'
import { TYPE } from '../format/value-types.ts'

/** Reads the type section (core specification 5.5.4) and returns where each function type stands. */
export function decodeTypes(reader: ByteReader): number[] {
  const offsets: number[] = []
  for (let left = reader.u32(); left > 0; left--) {
    const at = reader.offset
    if (reader.byte() !== TYPE.function) throw reader.unsupported('a type other than a plain function type', at)
    offsets.push(at)
    skipValueTypes(reader)
    skipValueTypes(reader)
  }
  return offsets
}
