import { ByteReader } from './byte-reader.ts'
import { VALUE_TYPE_NAMES } from './value-types.ts'

/** A type can have a thousand values, and thousands of exports can have that type. */
const MAX_DESCRIBED_VALUES = 16

/** The function type at `offset` as the text `(i32, i32) -> (i32)`. */
export function describeFunctionType(bytes: Uint8Array, offset: number): string {
  const reader = new ByteReader(bytes, offset + 1)
  const values = (): string => {
    const names: string[] = []
    const count = reader.u32()
    for (let index = 0; index < count; index++) {
      const name = VALUE_TYPE_NAMES.get(reader.byte()) ?? 'unknown'
      if (index < MAX_DESCRIBED_VALUES) names.push(name)
    }
    if (count > MAX_DESCRIBED_VALUES) names.push(`… ${count} in all`)
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

/** How many values the function type at `offset` takes. */
export function countParameters(bytes: Uint8Array, offset: number): number {
  return new ByteReader(bytes, offset + 1).u32()
}
