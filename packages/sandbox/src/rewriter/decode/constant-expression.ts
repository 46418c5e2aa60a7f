import type { ByteReader } from '../format/byte-reader.ts'
import { OP, SIMD_V128_CONST } from '../format/opcodes.ts'
import { isReferenceType } from '../format/value-types.ts'

/** The initialiser of a global, an element or an offset (core specification 3.3.10). */
export interface ConstantExpression {
  readonly start: number
  readonly end: number
  /** How many operators it has, its `end` not counted. */
  readonly operators: number
  /** The opcode of the first one; with one operator, what the expression is. */
  readonly opcode: number
  /** The value of a lone `i32.const`. */
  readonly i32?: number
  /** The function that a `ref.func` names. */
  readonly function?: number
}

/** The operators that a constant expression may hold: constants, ref.null, ref.func, global.get, and integer + − ×. */
const EXTENDED_CONSTANTS: ReadonlySet<number> = new Set([0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e])

/** Reads a constant expression with its `end`. */
export function decodeConstantExpression(reader: ByteReader): ConstantExpression {
  const start = reader.offset
  let operators = 0
  let opcode = -1
  let i32: number | undefined
  let named: number | undefined
  for (;;) {
    const at = reader.offset
    const byte = reader.byte()
    if (byte === OP.end) break
    if (operators++ === 0) opcode = byte
    switch (byte) {
      case OP.i32Const:
        i32 = reader.s32()
        break
      case OP.i64Const:
        reader.skipSigned(64)
        break
      case OP.f32Const:
        reader.skip(4)
        break
      case OP.f64Const:
        reader.skip(8)
        break
      case OP.globalGet:
        reader.u32()
        break
      case OP.refFunc:
        named = reader.u32()
        break
      case OP.refNull:
        if (!isReferenceType(reader.byte())) throw reader.unsupported('a null of a typed reference', at)
        break
      case OP.prefixSimd:
        if (reader.u32() !== SIMD_V128_CONST) throw reader.unsupported('an unknown constant expression', at)
        reader.skip(16)
        break
      default:
        if (!EXTENDED_CONSTANTS.has(byte)) throw reader.unsupported('an unknown constant expression', at)
    }
  }
  return {
    ...{ start, end: reader.offset, operators, opcode },
    ...(operators === 1 && i32 !== undefined ? { i32 } : {}),
    ...(named === undefined ? {} : { function: named }),
  }
}
