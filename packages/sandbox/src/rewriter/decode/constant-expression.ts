import type { ByteReader } from '../format/byte-reader.ts'
import { readImmediate, readOpcode } from '../format/instruction-cursor.ts'
import { OP } from '../format/opcodes.ts'

/** The initialiser of a global, an element or an offset (core specification 3.3.10). */
export interface ConstantExpression {
  readonly start: number
  readonly end: number
  /** How many operators it has, its `end` not counted. */
  readonly operators: number
  /** The opcode of the first one; with one operator, what the expression is. */
  readonly opcode: number
  /** The value of a lone i32.const or i64.const, taken as unsigned. */
  readonly address?: number
  /** The functions that ref.func operators name. */
  readonly functions?: readonly number[]
  /** Whether it makes structs or arrays. */
  readonly allocates?: true
}

/** Reads a constant expression with its `end`. */
export function decodeConstantExpression(reader: ByteReader): ConstantExpression {
  const start = reader.offset
  let operators = 0
  let first = -1
  let address: number | undefined
  let functions: number[] | undefined
  let allocates = false
  for (;;) {
    const at = reader.offset
    const opcode = readOpcode(reader)
    if (opcode === OP.end) break
    if (operators++ === 0) first = opcode
    // Read once as what it is, and once, where it is a constant, as an address.
    const content = reader.offset
    const value = readImmediate(reader, opcode, at)
    if (opcode === OP.i32Const) address = value >>> 0
    else if (opcode === OP.i64Const) address = unsigned64(reader, content)
    else if (opcode === OP.refFunc) {
      functions ??= []
      functions.push(value)
    } else if (opcode >= OP.structNew && opcode <= OP.arrayNewElem) allocates = true
  }
  return {
    ...{ start, end: reader.offset, operators, opcode: first },
    ...(operators === 1 && address !== undefined ? { address } : {}),
    ...(functions === undefined ? {} : { functions }),
    ...(allocates ? { allocates } : {}),
  }
}

/** The constant between `from` and where `reader` stands; infinite for one that is negative. */
function unsigned64(reader: ByteReader, from: number): number {
  const { offset, bytes } = reader
  const negative = ((bytes[offset - 1] ?? 0) & 0x40) !== 0
  if (negative) return Number.POSITIVE_INFINITY
  reader.offset = from
  const value = reader.u64()
  reader.offset = offset
  return value
}
