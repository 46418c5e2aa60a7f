import type { ByteReader } from './byte-reader.ts'
import { skipValueType, skipValueTypes } from './function-type.ts'
import { type Immediate, MISC_OPERATORS, OP, OPERATORS, type Operator, SIMD_OPERATORS } from './opcodes.ts'
import { TYPE } from './value-types.ts'

/** An instruction as far as metering looks at it. The reader hands out one object again and again. */
export interface ReadOperator {
  readonly opcode: number
  /** The first index that follows the opcode, or the sub-opcode of a prefixed one. */
  readonly index: number
  /** The labels of a br_table. */
  readonly labels: readonly number[]
}

// One object, refilled: a module has millions of operators, and no caller keeps one.
const current: { opcode: number; index: number; labels: number[] } = { opcode: 0, index: 0, labels: [] }

/** Reads one instruction (core specification 5.4); refuses an opcode that the table doesn't know. */
export function readOperator(reader: ByteReader): ReadOperator {
  const at = reader.offset
  const opcode = reader.byte()
  current.opcode = opcode
  current.index = 0
  if (opcode === OP.prefixMisc || opcode === OP.prefixSimd) {
    const sub = reader.u32()
    const table = opcode === OP.prefixMisc ? MISC_OPERATORS : SIMD_OPERATORS
    skipImmediate(reader, known(reader, table[sub], at, `0x${opcode.toString(16)} ${sub}`).immediate)
    current.index = sub
    return current
  }
  skipImmediate(reader, known(reader, OPERATORS[opcode], at, `0x${opcode.toString(16).padStart(2, '0')}`).immediate)
  return current
}

function known(reader: ByteReader, operator: Operator | undefined, at: number, opcode: string): Operator {
  if (operator === undefined) throw reader.unsupported(`the opcode ${opcode}`, at)
  return operator
}

function skipImmediate(reader: ByteReader, immediate: Immediate): void {
  switch (immediate) {
    case 'none':
      return
    case 'index':
      current.index = reader.u32()
      return
    case 'index2':
      current.index = reader.u32()
      reader.u32()
      return
    case 'block':
      return skipBlockType(reader)
    case 'brTable':
      return readLabels(reader)
    case 'i32':
      return reader.skipSigned(32)
    case 'i64':
      return reader.skipSigned(64)
    case 'f32':
      return reader.skip(4)
    case 'f64':
      return reader.skip(8)
    case 'memarg':
      return skipMemarg(reader)
    case 'memargLane':
      skipMemarg(reader)
      return reader.skip(1)
    case 'zero':
      return skipMemoryIndex(reader)
    case 'zero2':
      skipMemoryIndex(reader)
      return skipMemoryIndex(reader)
    case 'indexZero':
      reader.u32()
      return skipMemoryIndex(reader)
    case 'lane':
      return reader.skip(1)
    case 'lanes16':
      return reader.skip(16)
    case 'refType': {
      const at = reader.offset
      const type = reader.byte()
      if (type !== TYPE.funcref && type !== TYPE.externref) throw reader.unsupported('a null of a typed reference', at)
      return
    }
    case 'selectTypes':
      return skipValueTypes(reader)
  }
}

function skipBlockType(reader: ByteReader): void {
  const first = reader.peek() ?? 0
  if (first === TYPE.emptyBlock) return reader.skip(1)
  // A value type has the sign bit of a one-byte number set; a type index is never negative.
  if (first < 0x80 && (first & 0x40) !== 0) return skipValueType(reader)
  reader.skipSigned(33)
}

function readLabels(reader: ByteReader): void {
  const labels = current.labels
  labels.length = 0
  for (let left = reader.u32(); left >= 0; left--) labels.push(reader.u32())
}

function skipMemarg(reader: ByteReader): void {
  const at = reader.offset
  if (reader.u32() >= 0x40) throw reader.unsupported('an access to a second memory', at)
  reader.u32()
}

function skipMemoryIndex(reader: ByteReader): void {
  const at = reader.offset
  if (reader.u32() !== 0) throw reader.unsupported('an access to a second memory', at)
}
