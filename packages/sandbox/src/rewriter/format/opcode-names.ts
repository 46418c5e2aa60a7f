import { FIRST_PREFIX, PREFIX_BASES } from './opcodes.ts'

/** The names of opcodes in runs: the first one's number, then the names of it and those behind it; `-` where there is none. */
type Run = readonly [first: number, names: string]

const [GC = 0, MISC = 0, SIMD = 0] = PREFIX_BASES

const INTEGER_TESTS = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u'
const FLOAT_TESTS = 'eq ne lt gt le ge'
const INTEGER_ARITHMETIC = 'clz ctz popcnt add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr'
const FLOAT_ARITHMETIC = 'abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign'

const RUNS: readonly Run[] = [
  [0x00, 'unreachable nop block loop if else try catch throw rethrow throw_ref end br br_if br_table return call'],
  [0x11, 'call_indirect return_call return_call_indirect call_ref return_call_ref'],
  [0x18, 'delegate catch_all drop select select - - try_table'],
  [0x20, 'local.get local.set local.tee global.get global.set table.get table.set'],
  [0x28, 'i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u'],
  [0x30, 'i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u'],
  [0x36, 'i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32'],
  [0x3f, 'memory.size memory.grow i32.const i64.const f32.const f64.const'],
  [0x45, of('i32', `eqz ${INTEGER_TESTS}`)],
  [0x50, of('i64', `eqz ${INTEGER_TESTS}`)],
  [0x5b, of('f32', FLOAT_TESTS)],
  [0x61, of('f64', FLOAT_TESTS)],
  [0x67, of('i32', INTEGER_ARITHMETIC)],
  [0x79, of('i64', INTEGER_ARITHMETIC)],
  [0x8b, of('f32', FLOAT_ARITHMETIC)],
  [0x99, of('f64', FLOAT_ARITHMETIC)],
  [0xa7, of('i32', 'wrap_i64 trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u')],
  [0xac, of('i64', 'extend_i32_s extend_i32_u trunc_f32_s trunc_f32_u trunc_f64_s trunc_f64_u')],
  [0xb2, of('f32', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64')],
  [0xb7, of('f64', 'convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32')],
  [0xbc, 'i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64'],
  [0xc0, 'i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s'],
  [0xd0, 'ref.null ref.is_null ref.func ref.eq ref.as_non_null br_on_null br_on_non_null'],
  [GC, 'struct.new struct.new_default struct.get struct.get_s struct.get_u struct.set'],
  [GC + 6, of('array', 'new new_default new_fixed new_data new_elem get get_s get_u set len fill copy')],
  [GC + 18, 'array.init_data array.init_elem ref.test ref.test ref.cast ref.cast br_on_cast br_on_cast_fail'],
  [GC + 26, 'any.convert_extern extern.convert_any ref.i31 i31.get_s i31.get_u'],
  [MISC, of('i32', 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u')],
  [MISC + 4, of('i64', 'trunc_sat_f32_s trunc_sat_f32_u trunc_sat_f64_s trunc_sat_f64_u')],
  [MISC + 8, 'memory.init data.drop memory.copy memory.fill table.init elem.drop table.copy'],
  [MISC + 15, 'table.grow table.size table.fill'],
  [SIMD, of('v128', 'load load8x8_s load8x8_u load16x4_s load16x4_u load32x2_s load32x2_u')],
  [SIMD + 0x07, of('v128', 'load8_splat load16_splat load32_splat load64_splat store const')],
  [SIMD + 0x0d, 'i8x16.shuffle i8x16.swizzle'],
  [SIMD + 0x0f, 'i8x16.splat i16x8.splat i32x4.splat i64x2.splat f32x4.splat f64x2.splat'],
  [SIMD + 0x15, of('i8x16', 'extract_lane_s extract_lane_u replace_lane')],
  [SIMD + 0x18, of('i16x8', 'extract_lane_s extract_lane_u replace_lane')],
  [SIMD + 0x1b, 'i32x4.extract_lane i32x4.replace_lane i64x2.extract_lane i64x2.replace_lane'],
  [SIMD + 0x1f, 'f32x4.extract_lane f32x4.replace_lane f64x2.extract_lane f64x2.replace_lane'],
  [SIMD + 0x23, of('i8x16', INTEGER_TESTS)],
  [SIMD + 0x2d, of('i16x8', INTEGER_TESTS)],
  [SIMD + 0x37, of('i32x4', INTEGER_TESTS)],
  [SIMD + 0x41, of('f32x4', FLOAT_TESTS)],
  [SIMD + 0x47, of('f64x2', FLOAT_TESTS)],
  [SIMD + 0x4d, of('v128', 'not and andnot or xor bitselect any_true')],
  [SIMD + 0x54, of('v128', 'load8_lane load16_lane load32_lane load64_lane')],
  [SIMD + 0x58, of('v128', 'store8_lane store16_lane store32_lane store64_lane load32_zero load64_zero')],
  [SIMD + 0x5e, 'f32x4.demote_f64x2_zero f64x2.promote_low_f32x4'],
  [SIMD + 0x60, of('i8x16', 'abs neg popcnt all_true bitmask narrow_i16x8_s narrow_i16x8_u')],
  [SIMD + 0x67, of('f32x4', 'ceil floor trunc nearest')],
  [SIMD + 0x6b, of('i8x16', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u')],
  [SIMD + 0x74, 'f64x2.ceil f64x2.floor i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u f64x2.trunc i8x16.avgr_u'],
  [SIMD + 0x7c, of('i16x8', 'extadd_pairwise_i8x16_s extadd_pairwise_i8x16_u')],
  [SIMD + 0x7e, of('i32x4', 'extadd_pairwise_i16x8_s extadd_pairwise_i16x8_u')],
  [SIMD + 0x80, of('i16x8', 'abs neg q15mulr_sat_s all_true bitmask narrow_i32x4_s narrow_i32x4_u')],
  [SIMD + 0x87, of('i16x8', 'extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u')],
  [SIMD + 0x8b, of('i16x8', 'shl shr_s shr_u add add_sat_s add_sat_u sub sub_sat_s sub_sat_u')],
  [SIMD + 0x94, 'f64x2.nearest i16x8.mul i16x8.min_s i16x8.min_u i16x8.max_s i16x8.max_u - i16x8.avgr_u'],
  [SIMD + 0x9c, of('i16x8', 'extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u extmul_high_i8x16_u')],
  [SIMD + 0xa0, 'i32x4.abs i32x4.neg - i32x4.all_true i32x4.bitmask'],
  [SIMD + 0xa7, of('i32x4', 'extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u')],
  [SIMD + 0xab, 'i32x4.shl i32x4.shr_s i32x4.shr_u i32x4.add - - i32x4.sub'],
  [SIMD + 0xb5, of('i32x4', 'mul min_s min_u max_s max_u dot_i16x8_s')],
  [SIMD + 0xbc, of('i32x4', 'extmul_low_i16x8_s extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u')],
  [SIMD + 0xc0, 'i64x2.abs i64x2.neg - i64x2.all_true i64x2.bitmask'],
  [SIMD + 0xc7, of('i64x2', 'extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u')],
  [SIMD + 0xcb, 'i64x2.shl i64x2.shr_s i64x2.shr_u i64x2.add - - i64x2.sub'],
  [SIMD + 0xd5, of('i64x2', 'mul eq ne lt_s gt_s le_s ge_s')],
  [SIMD + 0xdc, of('i64x2', 'extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u')],
  [SIMD + 0xe0, 'f32x4.abs f32x4.neg - f32x4.sqrt'],
  [SIMD + 0xe4, of('f32x4', 'add sub mul div min max pmin pmax')],
  [SIMD + 0xec, 'f64x2.abs f64x2.neg - f64x2.sqrt'],
  [SIMD + 0xf0, of('f64x2', 'add sub mul div min max pmin pmax')],
  [SIMD + 0xf8, of('i32x4', 'trunc_sat_f32x4_s trunc_sat_f32x4_u')],
  [SIMD + 0xfa, of('f32x4', 'convert_i32x4_s convert_i32x4_u')],
  [SIMD + 0xfc, of('i32x4', 'trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero')],
  [SIMD + 0xfe, of('f64x2', 'convert_low_i32x4_s convert_low_i32x4_u')],
  [SIMD + 0x100, 'i8x16.relaxed_swizzle'],
  [SIMD + 0x101, of('i32x4', 'relaxed_trunc_f32x4_s relaxed_trunc_f32x4_u')],
  [SIMD + 0x103, of('i32x4', 'relaxed_trunc_f64x2_s_zero relaxed_trunc_f64x2_u_zero')],
  [SIMD + 0x105, 'f32x4.relaxed_madd f32x4.relaxed_nmadd f64x2.relaxed_madd f64x2.relaxed_nmadd'],
  [SIMD + 0x109, 'i8x16.relaxed_laneselect i16x8.relaxed_laneselect'],
  [SIMD + 0x10b, 'i32x4.relaxed_laneselect i64x2.relaxed_laneselect'],
  [SIMD + 0x10d, 'f32x4.relaxed_min f32x4.relaxed_max f64x2.relaxed_min f64x2.relaxed_max'],
  [SIMD + 0x111, 'i16x8.relaxed_q15mulr_s i16x8.relaxed_dot_i8x16_i7x16_s i32x4.relaxed_dot_i8x16_i7x16_add_s'],
]

const NAMES = tabulate()

/** The name of an opcode in the text format (core specification 6.5), by its number in opcodes.ts. */
export function opcodeName(opcode: number): string {
  return NAMES[opcode] ?? unnamed(opcode)
}

/** `names` with `type.` before each. */
function of(type: string, names: string): string {
  return names.replace(/\S+/g, `${type}.$&`)
}

function tabulate(): readonly (string | undefined)[] {
  const table: (string | undefined)[] = []
  for (const [first, names] of RUNS) {
    for (const [index, name] of names.split(' ').entries()) table[first + index] = name === '-' ? undefined : name
  }
  return table
}

/** What stands for an opcode without a name: `opcode 0xfd 0x9a`. */
function unnamed(opcode: number): string {
  const prefix = PREFIX_BASES.findLastIndex((base) => opcode >= base)
  const hex = (number: number): string => `0x${number.toString(16).padStart(2, '0')}`
  return prefix < 0
    ? `opcode ${hex(opcode)}`
    : `opcode ${hex(FIRST_PREFIX + prefix)} ${hex(opcode - (PREFIX_BASES[prefix] ?? 0))}`
}
