import type { ByteReader } from './byte-reader.ts'

/** The bytes of types (core specification 5.3). */
export const TYPE = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  i8: 0x78,
  i16: 0x77,
  funcref: 0x70,
  externref: 0x6f,
  exnref: 0x69,
  refNull: 0x63,
  ref: 0x64,
  function: 0x60,
  struct: 0x5f,
  array: 0x5e,
  sub: 0x50,
  subFinal: 0x4f,
  recursive: 0x4e,
  emptyBlock: 0x40,
} as const

const NUMBERS: ReadonlyMap<number, string> = new Map([
  [TYPE.i32, 'i32'],
  [TYPE.i64, 'i64'],
  [TYPE.f32, 'f32'],
  [TYPE.f64, 'f64'],
  [TYPE.v128, 'v128'],
])

/** Heap types that have no index, by their byte; with `ref` behind it, the name of the nullable reference to it. */
const HEAP_TYPES: ReadonlyMap<number, string> = new Map([
  [TYPE.funcref, 'func'],
  [TYPE.externref, 'extern'],
  [0x6e, 'any'],
  [0x6d, 'eq'],
  [0x6c, 'i31'],
  [0x6b, 'struct'],
  [0x6a, 'array'],
  [TYPE.exnref, 'exn'],
  [0x71, 'none'],
  [0x72, 'noextern'],
  [0x73, 'nofunc'],
  [0x74, 'noexn'],
])

/** Passes over a vector of value types; refuses those that are not known here. */
export function skipValueTypes(reader: ByteReader): void {
  for (let left = reader.u32(); left > 0; left--) skipValueType(reader)
}

/** Passes over one value type and returns its first byte; refuses one that is not known here. */
export function skipValueType(reader: ByteReader): number {
  const at = reader.offset
  const type = reader.byte()
  if (type === TYPE.ref || type === TYPE.refNull) skipHeapType(reader)
  else if (!NUMBERS.has(type) && !HEAP_TYPES.has(type)) throw reader.unsupported(`a value type ${hex(type)}`, at)
  return type
}

/** Passes over a heap type: a type index, or one byte for those without. */
export function skipHeapType(reader: ByteReader): void {
  const at = reader.offset
  const first = reader.peek() ?? 0
  // A 33-bit number: an index when it is not negative.
  if (first >= 0x80 || (first & 0x40) === 0) reader.u32()
  else if (HEAP_TYPES.has(reader.byte())) return
  else throw reader.unsupported(`a heap type ${hex(first)}`, at)
}

/** The text of the value type that `reader` stands at, which it passes over: `i32`, `funcref`, `(ref null 3)`. */
export function describeValueType(reader: ByteReader): string {
  const type = reader.byte()
  if (type !== TYPE.ref && type !== TYPE.refNull) return NUMBERS.get(type) ?? `${HEAP_TYPES.get(type) ?? 'unknown '}ref`
  const first = reader.peek() ?? 0
  const heap = HEAP_TYPES.get(first)
  if (heap === undefined) return `(ref ${type === TYPE.refNull ? 'null ' : ''}${reader.u32()})`
  reader.skip(1)
  return `(ref ${type === TYPE.refNull ? 'null ' : ''}${heap})`
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
