import type { ByteReader } from './byte-reader.ts'
import { skipValueType, skipValueTypes } from './function-type.ts'
import { IMMEDIATES, type Immediate, MISC_IMMEDIATES, OP, SIMD_IMMEDIATES } from './opcodes.ts'
import { TYPE } from './value-types.ts'

/** The block type that takes and gives nothing; others are a value type (negative) or a type index. */
export const EMPTY_BLOCK = -64

/**
 * The instructions of one function as columns, filled anew for each function: a module has millions of them.
 *
 * `immediates` has an instruction's first index or label, the value of an i32.const, or a block type; for br_table, where
 * in `labels` its labels start.
 */
export class Instructions {
  /** How many there are; what lies beyond in the columns is left from an earlier function. */
  count = 0
  /** One-byte opcodes as they are, prefixed ones as prefix × 256 + what follows. */
  opcodes: Int32Array = new Int32Array(4096)
  /** Where each starts; one more entry tells where the last ends. */
  offsets: Int32Array = new Int32Array(4096)
  immediates: Int32Array = new Int32Array(4096)
  /** For each br_table: how many labels, then the labels, the default last. */
  readonly labels: number[] = []

  /** Reads a body down to the end of `reader` (core specification 5.4); refuses an opcode that is not known. */
  read(reader: ByteReader): void {
    this.count = 0
    this.labels.length = 0
    while (!reader.done) {
      if (this.count + 1 >= this.opcodes.length) this.grow()
      const at = reader.offset
      this.offsets[this.count] = at
      this.readOne(reader, at)
      this.count++
    }
    this.offsets[this.count] = reader.offset
  }

  private readOne(reader: ByteReader, at: number): void {
    const first = reader.byte()
    let immediate = IMMEDIATES[first]
    let opcode = first
    if (first === OP.prefixMisc || first === OP.prefixSimd) {
      const sub = reader.u32()
      immediate = (first === OP.prefixMisc ? MISC_IMMEDIATES : SIMD_IMMEDIATES)[sub]
      opcode = first * 256 + sub
    }
    if (immediate === undefined) throw reader.unsupported(`the opcode ${nameOf(first, opcode)}`, at)
    this.opcodes[this.count] = opcode
    this.immediates[this.count] = this.readImmediate(reader, immediate)
  }

  private readImmediate(reader: ByteReader, immediate: Immediate): number {
    switch (immediate) {
      case 'none':
        return 0
      case 'index':
        return reader.u32()
      case 'i32':
        return reader.s32()
      case 'memarg':
        skipMemarg(reader)
        return 0
      case 'block':
        return readBlockType(reader)
      case 'brTable':
        return this.readLabels(reader)
      case 'index2': {
        const index = reader.u32()
        reader.u32()
        return index
      }
      default:
        skipRare(reader, immediate)
        return 0
    }
  }

  private readLabels(reader: ByteReader): number {
    const start = this.labels.length
    const count = reader.u32() + 1
    this.labels.push(count)
    for (let left = count; left > 0; left--) this.labels.push(reader.u32())
    return start
  }

  private grow(): void {
    this.opcodes = larger(this.opcodes)
    this.offsets = larger(this.offsets)
    this.immediates = larger(this.immediates)
  }
}

function larger(column: Int32Array): Int32Array {
  const copy = new Int32Array(column.length * 2)
  copy.set(column)
  return copy
}

function nameOf(first: number, opcode: number): string {
  const hex = `0x${first.toString(16).padStart(2, '0')}`
  return opcode === first ? hex : `${hex} ${opcode - first * 256}`
}

function skipRare(reader: ByteReader, immediate: Immediate): void {
  switch (immediate) {
    case 'i64':
      return reader.skipSigned(64)
    case 'f32':
      return reader.skip(4)
    case 'f64':
      return reader.skip(8)
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

function readBlockType(reader: ByteReader): number {
  const first = reader.peek() ?? 0
  // A type index is never negative; a value type has the sign bit of a one-byte number set.
  if (first >= 0x80 || (first & 0x40) === 0) return reader.u32()
  if (first === TYPE.emptyBlock) reader.skip(1)
  else skipValueType(reader)
  return first - 0x80
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
