import type { ByteReader } from '../format/byte-reader.ts'

/** Reads the type of a tag, what exceptions carry (core specification 5.3.14 of release 3): the index of a function type. */
export function decodeTag(reader: ByteReader): number {
  const at = reader.offset
  const attribute = reader.byte()
  if (attribute !== 0) throw reader.unsupported(`a tag of the kind ${attribute}`, at)
  return reader.u32()
}
