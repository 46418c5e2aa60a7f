/**
 * What follows an opcode in the code section (WebAssembly core specification 5.4).
 *
 * `index` and `label` are one unsigned LEB128, `memarg` an alignment, perhaps a memory, and an offset, `block` a block
 * type, `heap` a heap type, `lane` one byte, `lanes16` sixteen bytes.
 */
export const IMMEDIATE = {
  unknown: 0,
  none: 1,
  index: 2,
  memarg: 3,
  i32: 4,
  block: 5,
  index2: 6,
  label: 7,
  brTable: 8,
  i64: 9,
  f32: 10,
  f64: 11,
  heap: 12,
  selectTypes: 13,
  memargLane: 14,
  lane: 15,
  lanes16: 16,
  castLabel: 17,
  tryTable: 18,
} as const

/**
 * Opcodes behind a prefix get a number of their own: the base of their prefix, plus what follows it.
 *
 * 0xfb is garbage collection, 0xfc saturating conversion, bulk memory and tables, 0xfd vectors.
 */
export const FIRST_PREFIX = 0xfb
export const LAST_PREFIX = 0xfd
const GC = 0x100
const MISC = 0x140
const SIMD = 0x180
/** The bases of the prefixes from {@link FIRST_PREFIX} on. */
export const PREFIX_BASES: readonly number[] = [GC, MISC, SIMD]
/** One more than the highest number of an opcode. */
const OPCODE_COUNT = SIMD + 0x114

/** Opcodes that the stages treat by name. */
export const OP = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  try: 0x06,
  catch: 0x07,
  throw: 0x08,
  rethrow: 0x09,
  throwRef: 0x0a,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  callRef: 0x14,
  returnCallRef: 0x15,
  delegate: 0x18,
  catchAll: 0x19,
  drop: 0x1a,
  select: 0x1b,
  tryTable: 0x1f,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  tableSet: 0x26,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LeS: 0x4c,
  i32GeS: 0x4e,
  i64Eq: 0x51,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64GtS: 0x55,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivU: 0x6e,
  i32RemU: 0x70,
  i32And: 0x71,
  i32Rotr: 0x78,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivU: 0x80,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  refNull: 0xd0,
  refFunc: 0xd2,
  brOnNull: 0xd5,
  brOnNonNull: 0xd6,
  structNew: 0x100,
  structNewDefault: 0x101,
  arrayNew: 0x106,
  arrayNewDefault: 0x107,
  arrayNewFixed: 0x108,
  arrayNewData: 0x109,
  arrayNewElem: 0x10a,
  arrayFill: 0x110,
  arrayInitElem: 0x113,
  brOnCast: 0x118,
  brOnCastFail: 0x119,
  memoryInit: 0x148,
  dataDrop: 0x149,
  memoryCopy: 0x14a,
  memoryFill: 0x14b,
  tableInit: 0x14c,
  elemDrop: 0x14d,
  tableCopy: 0x14e,
  tableGrow: 0x14f,
  tableFill: 0x151,
  v128Const: 0x18c,
} as const

type Row = readonly [first: number, last: number, immediate: number]

/** Numbers between those of vector operators that no operator has (core specification 5.4.9). */
const SIMD_GAPS: readonly number[] = [
  0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2,
  0xee,
]

/** What follows each opcode, by its number: {@link IMMEDIATE}. */
export const IMMEDIATES: Uint8Array = tabulate([
  [0x00, 0x01, IMMEDIATE.none],
  [0x02, 0x04, IMMEDIATE.block],
  [0x05, 0x05, IMMEDIATE.none],
  [0x06, 0x06, IMMEDIATE.block],
  [0x07, 0x08, IMMEDIATE.index],
  [0x09, 0x09, IMMEDIATE.label],
  [0x0a, 0x0b, IMMEDIATE.none],
  [0x0c, 0x0d, IMMEDIATE.label],
  [0x0e, 0x0e, IMMEDIATE.brTable],
  [0x0f, 0x0f, IMMEDIATE.none],
  [0x10, 0x10, IMMEDIATE.index],
  [0x11, 0x11, IMMEDIATE.index2],
  [0x12, 0x12, IMMEDIATE.index],
  [0x13, 0x13, IMMEDIATE.index2],
  [0x14, 0x15, IMMEDIATE.index],
  [0x18, 0x18, IMMEDIATE.label],
  [0x19, 0x1b, IMMEDIATE.none],
  [0x1c, 0x1c, IMMEDIATE.selectTypes],
  [0x1f, 0x1f, IMMEDIATE.tryTable],
  [0x20, 0x26, IMMEDIATE.index],
  [0x28, 0x3e, IMMEDIATE.memarg],
  [0x3f, 0x40, IMMEDIATE.index],
  [0x41, 0x41, IMMEDIATE.i32],
  [0x42, 0x42, IMMEDIATE.i64],
  [0x43, 0x43, IMMEDIATE.f32],
  [0x44, 0x44, IMMEDIATE.f64],
  [0x45, 0xc4, IMMEDIATE.none],
  [0xd0, 0xd0, IMMEDIATE.heap],
  [0xd1, 0xd1, IMMEDIATE.none],
  [0xd2, 0xd2, IMMEDIATE.index],
  [0xd3, 0xd4, IMMEDIATE.none],
  [0xd5, 0xd6, IMMEDIATE.label],
  [GC, GC + 1, IMMEDIATE.index],
  [GC + 2, GC + 5, IMMEDIATE.index2],
  [GC + 6, GC + 7, IMMEDIATE.index],
  [GC + 8, GC + 10, IMMEDIATE.index2],
  [GC + 11, GC + 14, IMMEDIATE.index],
  [GC + 15, GC + 15, IMMEDIATE.none],
  [GC + 16, GC + 16, IMMEDIATE.index],
  [GC + 17, GC + 19, IMMEDIATE.index2],
  [GC + 20, GC + 23, IMMEDIATE.heap],
  [GC + 24, GC + 25, IMMEDIATE.castLabel],
  [GC + 26, GC + 30, IMMEDIATE.none],
  [MISC, MISC + 7, IMMEDIATE.none],
  [MISC + 8, MISC + 8, IMMEDIATE.index2],
  [MISC + 9, MISC + 9, IMMEDIATE.index],
  [MISC + 10, MISC + 10, IMMEDIATE.index2],
  [MISC + 11, MISC + 11, IMMEDIATE.index],
  [MISC + 12, MISC + 12, IMMEDIATE.index2],
  [MISC + 13, MISC + 13, IMMEDIATE.index],
  [MISC + 14, MISC + 14, IMMEDIATE.index2],
  [MISC + 15, MISC + 17, IMMEDIATE.index],
  [SIMD, SIMD + 0x0b, IMMEDIATE.memarg],
  [SIMD + 0x0c, SIMD + 0x0d, IMMEDIATE.lanes16],
  [SIMD + 0x0e, SIMD + 0x14, IMMEDIATE.none],
  [SIMD + 0x15, SIMD + 0x22, IMMEDIATE.lane],
  [SIMD + 0x23, SIMD + 0x53, IMMEDIATE.none],
  [SIMD + 0x54, SIMD + 0x5b, IMMEDIATE.memargLane],
  [SIMD + 0x5c, SIMD + 0x5d, IMMEDIATE.memarg],
  [SIMD + 0x5e, SIMD + 0x113, IMMEDIATE.none],
])

function tabulate(rows: readonly Row[]): Uint8Array {
  const table = new Uint8Array(OPCODE_COUNT)
  for (const [first, last, immediate] of rows) table.fill(immediate, first, last + 1)
  for (const gap of SIMD_GAPS) table[SIMD + gap] = IMMEDIATE.unknown
  return table
}
