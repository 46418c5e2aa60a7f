import { ByteReader } from './byte-reader.ts'
import { describeValueType } from './value-types.ts'

/** A type can have a thousand values, and thousands of exports can have that type. */
const MAX_DESCRIBED_VALUES = 16

/** The function type at `offset` as the text `(i32, i32) -> (i32)`. */
export function describeFunctionType(bytes: Uint8Array, offset: number): string {
  const reader = new ByteReader(bytes, offset + 1)
  const values = (): string => {
    const names: string[] = []
    const count = reader.u32()
    for (let index = 0; index < count; index++) {
      const name = describeValueType(reader)
      if (index < MAX_DESCRIBED_VALUES) names.push(name)
    }
    if (count > MAX_DESCRIBED_VALUES) names.push(`… ${count} in all`)
    return `(${names.join(', ')})`
  }
  return `${values()} -> ${values()}`
}

/** How many values the function type at `offset` takes. */
export function countParameters(bytes: Uint8Array, offset: number): number {
  return new ByteReader(bytes, offset + 1).u32()
}
