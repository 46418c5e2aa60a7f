/** The bytes of value types (core specification 5.3). */
export const TYPE = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
  externref: 0x6f,
  function: 0x60,
  emptyBlock: 0x40,
} as const

/** The kinds of the values that a function takes or gives, by their byte. */
export const VALUE_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [TYPE.i32, 'i32'],
  [TYPE.i64, 'i64'],
  [TYPE.f32, 'f32'],
  [TYPE.f64, 'f64'],
  [TYPE.v128, 'v128'],
  [TYPE.funcref, 'funcref'],
  [TYPE.externref, 'externref'],
])

/** Whether `byte` is the type of a reference. */
export function isReferenceType(byte: number): boolean {
  return byte === TYPE.funcref || byte === TYPE.externref
}
