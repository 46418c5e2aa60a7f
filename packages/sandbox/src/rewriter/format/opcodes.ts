/**
 * What follows an opcode in the code section (WebAssembly core specification 5.4).
 *
 * `index` is one unsigned LEB128, `memarg` an alignment and an offset, `block` a block type, `lane` one byte,
 * `lanes16` sixteen bytes.
 */
export type Immediate =
  | 'none'
  | 'block'
  | 'index'
  | 'index2'
  | 'brTable'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'refType'
  | 'selectTypes'
  | 'memarg'
  | 'memargLane'
  | 'zero'
  | 'zero2'
  | 'indexZero'
  | 'lane'
  | 'lanes16'

/** Opcode bytes that the stages treat by name. */
export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i64LtS: 0x53,
  i64GtS: 0x55,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32RemU: 0x70,
  i32DivU: 0x6e,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32Rotr: 0x78,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i32WrapI64: 0xa7,
  i64ExtendI32U: 0xad,
  refNull: 0xd0,
  refFunc: 0xd2,
  prefixMisc: 0xfc,
  prefixSimd: 0xfd,
} as const

/** Sub-opcodes after the prefix 0xfc. */
export const MISC = {
  memoryInit: 8,
  memoryCopy: 10,
  memoryFill: 11,
  tableInit: 12,
  tableCopy: 14,
  tableGrow: 15,
  tableFill: 17,
} as const

/** The sub-opcode of v128.const after the prefix 0xfd. */
export const SIMD_V128_CONST = 12

type Row = readonly [first: number, last: number, immediate: Immediate]

/** Fills a table from rows of consecutive opcodes with the same immediates. */
function tabulate(rows: readonly Row[]): readonly (Immediate | undefined)[] {
  const table: (Immediate | undefined)[] = []
  for (const [first, last, immediate] of rows)
    for (let opcode = first; opcode <= last; opcode++) table[opcode] = immediate
  return table
}

/** What follows the one-byte opcodes (core specification 5.4.1 to 5.4.8); nothing for those that are not known. */
export const IMMEDIATES: readonly (Immediate | undefined)[] = tabulate([
  [0x00, 0x01, 'none'],
  [0x02, 0x04, 'block'],
  [0x05, 0x05, 'none'],
  [0x0b, 0x0b, 'none'],
  [0x0c, 0x0d, 'index'],
  [0x0e, 0x0e, 'brTable'],
  [0x0f, 0x0f, 'none'],
  [0x10, 0x10, 'index'],
  [0x11, 0x11, 'index2'],
  [0x1a, 0x1b, 'none'],
  [0x1c, 0x1c, 'selectTypes'],
  [0x20, 0x26, 'index'],
  [0x28, 0x3e, 'memarg'],
  [0x3f, 0x40, 'zero'],
  [0x41, 0x41, 'i32'],
  [0x42, 0x42, 'i64'],
  [0x43, 0x43, 'f32'],
  [0x44, 0x44, 'f64'],
  [0x45, 0xc4, 'none'],
  [0xd0, 0xd0, 'refType'],
  [0xd1, 0xd1, 'none'],
  [0xd2, 0xd2, 'index'],
])

/** The same behind 0xfc: saturating conversion, bulk memory, tables (core specification 5.4.3, 5.4.5, 5.4.6). */
export const MISC_IMMEDIATES: readonly (Immediate | undefined)[] = tabulate([
  [0x00, 0x07, 'none'],
  [0x08, 0x08, 'indexZero'],
  [0x09, 0x09, 'index'],
  [0x0a, 0x0a, 'zero2'],
  [0x0b, 0x0b, 'zero'],
  [0x0c, 0x0c, 'index2'],
  [0x0d, 0x0d, 'index'],
  [0x0e, 0x0e, 'index2'],
  [0x0f, 0x11, 'index'],
])

/** The same behind 0xfd: 128-bit SIMD (core specification 5.4.9). */
export const SIMD_IMMEDIATES: readonly (Immediate | undefined)[] = tabulate([
  [0x00, 0x0b, 'memarg'],
  [0x0c, 0x0d, 'lanes16'],
  [0x0e, 0x14, 'none'],
  [0x15, 0x22, 'lane'],
  [0x23, 0x53, 'none'],
  [0x54, 0x5b, 'memargLane'],
  [0x5c, 0x5d, 'memarg'],
  [0x5e, 0x99, 'none'],
  [0x9b, 0xa1, 'none'],
  [0xa3, 0xa4, 'none'],
  [0xa7, 0xae, 'none'],
  [0xb1, 0xb1, 'none'],
  [0xb5, 0xba, 'none'],
  [0xbc, 0xc1, 'none'],
  [0xc3, 0xc4, 'none'],
  [0xc7, 0xce, 'none'],
  [0xd1, 0xd1, 'none'],
  [0xd5, 0xe1, 'none'],
  [0xe3, 0xed, 'none'],
  [0xef, 0xff, 'none'],
])
