import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { describeValueType, skipHeapType, TYPE } from '../rewriter/format/value-types.ts'

/** A type can have a thousand values. */
const MOST_VALUES = 16

/** The first value types of a vector of them as text, and how many there are. */
export interface ValueTypes {
  readonly shown: readonly string[]
  readonly count: number
}

/** What a function type takes and gives. */
export interface FunctionType {
  readonly parameters: ValueTypes
  readonly results: ValueTypes
}

/** The function type at `offset`; nothing where another type stands. */
export function functionType(bytes: Uint8Array, offset: number): FunctionType {
  const reader = new ByteReader(bytes, offset)
  if (reader.byte() !== TYPE.function) return { parameters: NONE, results: NONE }
  return { parameters: readValueTypes(reader), results: readValueTypes(reader) }
}

const NONE: ValueTypes = { shown: [], count: 0 }

/** Reads a vector of value types. */
export function readValueTypes(reader: ByteReader): ValueTypes {
  const shown: string[] = []
  const count = reader.u32()
  for (let index = 0; index < count; index++) {
    const text = describeValueType(reader)
    if (index < MOST_VALUES) shown.push(text)
  }
  return { shown, count }
}

/** `(param i32 i32)` with a space before it; an empty text when there is nothing. */
export function clause(keyword: 'param' | 'result', { shown, count }: ValueTypes): string {
  return count === 0 ? '' : ` (${keyword} ${shown.join(' ')}${count > shown.length ? ` … ${count} in all` : ''})`
}

/** Reads a heap type; returns the text of the reference to it, as `(ref null func)`. */
export function readReferenceTo(reader: ByteReader, nullable: boolean): string {
  const start = reader.offset
  skipHeapType(reader)
  const heap = reader.bytes.subarray(start, reader.offset)
  return describeValueType(new ByteReader(Uint8Array.of(nullable ? TYPE.refNull : TYPE.ref, ...heap)))
}

/** Reads a heap type; returns its text, as `func`. */
export function readHeapType(reader: ByteReader): string {
  return readReferenceTo(reader, false).slice('(ref '.length, -1)
}
