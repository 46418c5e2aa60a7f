import type { ByteReader } from '../format/byte-reader.ts'
import { skipValueType, skipValueTypes, TYPE } from '../format/value-types.ts'

/**
 * Reads the type section (core specification 5.4 of release 3) and returns, by type index, where each function, struct or
 * array type stands: its byte 0x60, 0x5f or 0x5e, whatever supertypes or recursive group it has before it.
 */
export function decodeTypes(reader: ByteReader): number[] {
  const offsets: number[] = []
  for (let left = reader.u32(); left > 0; left--) {
    if (reader.peek() !== TYPE.recursive) offsets.push(passType(reader))
    else {
      reader.skip(1)
      for (let members = reader.u32(); members > 0; members--) offsets.push(passType(reader))
    }
  }
  return offsets
}

function passType(reader: ByteReader): number {
  const prefix = reader.peek()
  if (prefix === TYPE.sub || prefix === TYPE.subFinal) {
    reader.skip(1)
    for (let supertypes = reader.u32(); supertypes > 0; supertypes--) reader.u32()
  }
  const at = reader.offset
  switch (reader.byte()) {
    case TYPE.function:
      skipValueTypes(reader)
      skipValueTypes(reader)
      break
    case TYPE.struct:
      for (let fields = reader.u32(); fields > 0; fields--) skipField(reader)
      break
    case TYPE.array:
      skipField(reader)
      break
    default:
      throw reader.unsupported('a type that is no function, struct or array', at)
  }
  return at
}

/** Passes over the type of a field and whether it can change. */
function skipField(reader: ByteReader): void {
  const storage = reader.peek()
  if (storage === TYPE.i8 || storage === TYPE.i16) reader.skip(1)
  else skipValueType(reader)
  reader.skip(1)
}
