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

/** An operator: its name in the text format, what follows its opcode, and the proposal that brought it. */
export interface Operator {
  readonly name: string
  readonly immediate: Immediate
}

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
  dataDrop: 9,
  memoryCopy: 10,
  memoryFill: 11,
  tableInit: 12,
  elemDrop: 13,
  tableCopy: 14,
  tableGrow: 15,
  tableSize: 16,
  tableFill: 17,
} as const

/** The sub-opcode of v128.const after the prefix 0xfd. */
export const SIMD_V128_CONST = 12

type Row = readonly [first: number, immediate: Immediate, names: string]

/** Fills a table from rows that name consecutive opcodes; `-` leaves a gap. */
function tabulate(rows: readonly Row[]): readonly (Operator | undefined)[] {
  const table: (Operator | undefined)[] = []
  for (const [first, immediate, names] of rows) {
    for (const [step, name] of names.split(' ').entries()) {
      if (name !== '-') table[first + step] = { name, immediate }
    }
  }
  return table
}

const I32_MEMORY = 'i32.load8_s i32.load8_u i32.load16_s i32.load16_u'
const I64_MEMORY = 'i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u'
const INT_COMPARE = (type: string): string =>
  `${type}.eqz ${type}.eq ${type}.ne ${type}.lt_s ${type}.lt_u ${type}.gt_s ${type}.gt_u ${type}.le_s ${type}.le_u ${type}.ge_s ${type}.ge_u`
const FLOAT_COMPARE = (type: string): string => `${type}.eq ${type}.ne ${type}.lt ${type}.gt ${type}.le ${type}.ge`
const INT_ARITHMETIC = (type: string): string =>
  `clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr`
    .split(' ')
    .map((name) => `${type}.${name}`)
    .join(' ')
const FLOAT_ARITHMETIC = (type: string): string =>
  `abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign`
    .split(' ')
    .map((name) => `${type}.${name}`)
    .join(' ')

/** The one-byte opcodes (core specification 5.4.1 to 5.4.8). */
export const OPERATORS: readonly (Operator | undefined)[] = tabulate([
  [0x00, 'none', 'unreachable nop'],
  [0x02, 'block', 'block loop if'],
  [0x05, 'none', 'else'],
  [0x0b, 'none', 'end'],
  [0x0c, 'index', 'br br_if'],
  [0x0e, 'brTable', 'br_table'],
  [0x0f, 'none', 'return'],
  [0x10, 'index', 'call'],
  [0x11, 'index2', 'call_indirect'],
  [0x1a, 'none', 'drop select'],
  [0x1c, 'selectTypes', 'select_t'],
  [0x20, 'index', 'local.get local.set local.tee global.get global.set table.get table.set'],
  [0x28, 'memarg', `i32.load i64.load f32.load f64.load ${I32_MEMORY} ${I64_MEMORY}`],
  [0x36, 'memarg', 'i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32'],
  [0x3f, 'zero', 'memory.size memory.grow'],
  [0x41, 'i32', 'i32.const'],
  [0x42, 'i64', 'i64.const'],
  [0x43, 'f32', 'f32.const'],
  [0x44, 'f64', 'f64.const'],
  [0x45, 'none', `${INT_COMPARE('i32')} ${INT_COMPARE('i64')} ${FLOAT_COMPARE('f32')} ${FLOAT_COMPARE('f64')}`],
  [
    0x67,
    'none',
    `${INT_ARITHMETIC('i32')} ${INT_ARITHMETIC('i64')} ${FLOAT_ARITHMETIC('f32')} ${FLOAT_ARITHMETIC('f64')}`,
  ],
  [0xa7, 'none', 'i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u'],
  [0xac, 'none', 'i64.extend_i32_s i64.extend_i32_u'],
  [0xae, 'none', 'i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u'],
  [0xb2, 'none', 'f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64'],
  [0xb7, 'none', 'f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32'],
  [0xbc, 'none', 'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64'],
  [0xc0, 'none', 'i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s'],
  [0xd0, 'refType', 'ref.null'],
  [0xd1, 'none', 'ref.is_null'],
  [0xd2, 'index', 'ref.func'],
])

/** The opcodes behind 0xfc: saturating conversion, bulk memory, tables (core specification 5.4.3, 5.4.5, 5.4.6). */
export const MISC_OPERATORS: readonly (Operator | undefined)[] = tabulate([
  [0, 'none', 'i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u'],
  [4, 'none', 'i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u'],
  [MISC.memoryInit, 'indexZero', 'memory.init'],
  [MISC.dataDrop, 'index', 'data.drop'],
  [MISC.memoryCopy, 'zero2', 'memory.copy'],
  [MISC.memoryFill, 'zero', 'memory.fill'],
  [MISC.tableInit, 'index2', 'table.init'],
  [MISC.elemDrop, 'index', 'elem.drop'],
  [MISC.tableCopy, 'index2', 'table.copy'],
  [MISC.tableGrow, 'index', 'table.grow table.size table.fill'],
])

/** The opcodes behind 0xfd: 128-bit SIMD (core specification 5.4.9). */
export const SIMD_OPERATORS: readonly (Operator | undefined)[] = tabulate([
  [0, 'memarg', 'v128.load v128.load8x8_s v128.load8x8_u v128.load16x4_s v128.load16x4_u v128.load32x2_s'],
  [6, 'memarg', 'v128.load32x2_u v128.load8_splat v128.load16_splat v128.load32_splat v128.load64_splat v128.store'],
  [SIMD_V128_CONST, 'lanes16', 'v128.const i8x16.shuffle'],
  [14, 'none', 'i8x16.swizzle i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat'],
  [21, 'lane', 'i8x16.extract_lane_s i8x16.extract_lane_u i8x16.replace_lane i16x8.extract_lane_s'],
  [25, 'lane', 'i16x8.extract_lane_u i16x8.replace_lane i32x4.extract_lane i32x4.replace_lane i64x2.extract_lane'],
  [30, 'lane', 'i64x2.replace_lane f32x4.extract_lane f32x4.replace_lane f64x2.extract_lane f64x2.replace_lane'],
  [
    35,
    'none',
    'i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u',
  ],
  [
    45,
    'none',
    'i16x8.eq i16x8.ne i16x8.lt_s i16x8.lt_u i16x8.gt_s i16x8.gt_u i16x8.le_s i16x8.le_u i16x8.ge_s i16x8.ge_u',
  ],
  [
    55,
    'none',
    'i32x4.eq i32x4.ne i32x4.lt_s i32x4.lt_u i32x4.gt_s i32x4.gt_u i32x4.le_s i32x4.le_u i32x4.ge_s i32x4.ge_u',
  ],
  [65, 'none', `${FLOAT_COMPARE('f32x4')} ${FLOAT_COMPARE('f64x2')}`],
  [77, 'none', 'v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true'],
  [84, 'memargLane', 'v128.load8_lane v128.load16_lane v128.load32_lane v128.load64_lane'],
  [88, 'memargLane', 'v128.store8_lane v128.store16_lane v128.store32_lane v128.store64_lane'],
  [92, 'memarg', 'v128.load32_zero v128.load64_zero'],
  [94, 'none', 'f32x4.demote_f64x2_zero f64x2.promote_low_f32x4'],
  [
    96,
    'none',
    'i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask i8x16.narrow_i16x8_s i8x16.narrow_i16x8_u',
  ],
  [103, 'none', 'f32x4.ceil f32x4.floor f32x4.trunc f32x4.nearest i8x16.shl i8x16.shr_s i8x16.shr_u i8x16.add'],
  [111, 'none', 'i8x16.add_sat_s i8x16.add_sat_u i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u f64x2.ceil f64x2.floor'],
  [118, 'none', 'i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u'],
  [124, 'none', 'i16x8.extadd_pairwise_i8x16_s i16x8.extadd_pairwise_i8x16_u'],
  [126, 'none', 'i32x4.extadd_pairwise_i16x8_s i32x4.extadd_pairwise_i16x8_u'],
  [128, 'none', 'i16x8.abs i16x8.neg i16x8.q15mulr_sat_s i16x8.all_true i16x8.bitmask i16x8.narrow_i32x4_s'],
  [134, 'none', 'i16x8.narrow_i32x4_u i16x8.extend_low_i8x16_s i16x8.extend_high_i8x16_s i16x8.extend_low_i8x16_u'],
  [138, 'none', 'i16x8.extend_high_i8x16_u i16x8.shl i16x8.shr_s i16x8.shr_u i16x8.add i16x8.add_sat_s'],
  [144, 'none', 'i16x8.add_sat_u i16x8.sub i16x8.sub_sat_s i16x8.sub_sat_u f64x2.nearest i16x8.mul i16x8.min_s'],
  [151, 'none', 'i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u i16x8.extmul_low_i8x16_s'],
  [157, 'none', 'i16x8.extmul_high_i8x16_s i16x8.extmul_low_i8x16_u i16x8.extmul_high_i8x16_u'],
  [160, 'none', 'i32x4.abs i32x4.neg - i32x4.all_true i32x4.bitmask - - i32x4.extend_low_i16x8_s'],
  [168, 'none', 'i32x4.extend_high_i16x8_s i32x4.extend_low_i16x8_u i32x4.extend_high_i16x8_u i32x4.shl i32x4.shr_s'],
  [173, 'none', 'i32x4.shr_u i32x4.add - - i32x4.sub - - - i32x4.mul i32x4.min_s i32x4.min_u i32x4.max_s'],
  [185, 'none', 'i32x4.max_u i32x4.dot_i16x8_s - i32x4.extmul_low_i16x8_s i32x4.extmul_high_i16x8_s'],
  [
    190,
    'none',
    'i32x4.extmul_low_i16x8_u i32x4.extmul_high_i16x8_u i64x2.abs i64x2.neg - i64x2.all_true i64x2.bitmask',
  ],
  [
    199,
    'none',
    'i64x2.extend_low_i32x4_s i64x2.extend_high_i32x4_s i64x2.extend_low_i32x4_u i64x2.extend_high_i32x4_u',
  ],
  [203, 'none', 'i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add - - i64x2.sub - - - i64x2.mul i64x2.eq i64x2.ne'],
  [216, 'none', 'i64x2.lt_s i64x2.gt_s i64x2.le_s i64x2.ge_s i64x2.extmul_low_i32x4_s i64x2.extmul_high_i32x4_s'],
  [222, 'none', 'i64x2.extmul_low_i32x4_u i64x2.extmul_high_i32x4_u f32x4.abs f32x4.neg - f32x4.sqrt f32x4.add'],
  [229, 'none', 'f32x4.sub f32x4.mul f32x4.div f32x4.min f32x4.max f32x4.pmin f32x4.pmax f64x2.abs f64x2.neg -'],
  [239, 'none', 'f64x2.sqrt f64x2.add f64x2.sub f64x2.mul f64x2.div f64x2.min f64x2.max f64x2.pmin f64x2.pmax'],
  [248, 'none', 'i32x4.trunc_sat_f32x4_s i32x4.trunc_sat_f32x4_u f32x4.convert_i32x4_s f32x4.convert_i32x4_u'],
  [
    252,
    'none',
    'i32x4.trunc_sat_f64x2_s_zero i32x4.trunc_sat_f64x2_u_zero f64x2.convert_low_i32x4_s f64x2.convert_low_i32x4_u',
  ],
])
