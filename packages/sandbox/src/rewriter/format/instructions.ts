import { ByteReader } from './byte-reader.ts'
import { FIRST_PREFIX, IMMEDIATE, IMMEDIATES, LAST_PREFIX, OP, PREFIX_BASES } from './opcodes.ts'
import { skipHeapType, skipValueType, skipValueTypes, TYPE } from './value-types.ts'

/** The block type that takes and gives nothing; others are a value type (negative) or a type index. */
export const EMPTY_BLOCK = -64

/**
 * How to read, without a branch, the form of each one-byte opcode that nearly all instructions have: no immediate, an index or
 * an i32.const of one byte, or a memarg of two. Bits from the lowest:
 *
 * - 0 to 1: the bytes of the immediates, the last of which is looked at
 * - 7: whether a set highest bit of that byte means that there is more; 15: whether the form is always another
 * - 22: whether the next highest bit of the first byte means that there is more (a memarg with a memory)
 * - 23: whether the value is signed; 24 to 30: its bits, none of a memarg
 */
const SHAPES: Int32Array = Int32Array.from(IMMEDIATES.subarray(0, 0x100), (immediate) => {
  switch (immediate) {
    case IMMEDIATE.none:
      return 0
    case IMMEDIATE.index:
    case IMMEDIATE.label:
      return 0x7f00_0081
    case IMMEDIATE.i32:
      return 0x7f80_0081
    case IMMEDIATE.memarg:
      return 0x0040_0082
    default:
      return 0x8080
  }
})

/**
 * The instructions of one function as columns, filled anew for each function: a module has millions of them.
 *
 * `immediates` has an instruction's first index or label, the value of an i32.const, or a block type; for br_table, where
 * in `labels` its labels start.
 */
export class Instructions {
  /** How many there are; what lies beyond in the columns is left from an earlier function. */
  count = 0
  /** Numbers of opcodes, as format/opcodes.ts has them. */
  opcodes: Uint16Array = new Uint16Array(4096)
  /** Where each starts; one more entry tells where the last ends. */
  offsets: Int32Array = new Int32Array(4096)
  immediates: Int32Array = new Int32Array(4096)
  /** Whether there is a loop, and whether there is a try or try_table. */
  hasLoop = false
  hasTry = false
  /** For each br_table: how many labels, then the labels, the default last. */
  readonly labels: number[] = []

  /** Reads the code from `start` to `end`, which an engine has found valid; refuses an opcode that is not known. */
  read(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(end - start + 1)
    this.labels.length = 0
    this.hasLoop = false
    this.hasTry = false
    const { opcodes, offsets, immediates } = this
    const rare = new ByteReader(bytes, start, end)
    let count = 0
    let at = start
    while (at < end) {
      const opcode = bytes[at] as number
      const shape = SHAPES[opcode] as number
      const first = bytes[at + 1] as number
      const last = bytes[at + (shape & 3)] as number
      offsets[count] = at
      if ((((last | (shape >> 8)) & shape & 0x80) | (first & (shape >> 16) & 0x40)) === 0) {
        opcodes[count] = opcode
        const unused = 24 + ((shape >> 23) & 1)
        immediates[count] = ((last & (shape >> 24)) << unused) >> unused
        at += (shape & 3) + 1
      } else {
        rare.offset = at
        immediates[count] = this.readOne(rare, count)
        at = rare.offset
      }
      count++
    }
    if (at > end) throw rare.malformed('a function ends in the middle of an instruction', end)
    offsets[count] = at
    this.count = count
  }

  /** Reads the instruction that `reader` stands at, whatever its form. */
  private readOne(reader: ByteReader, at: number): number {
    const start = reader.offset
    const opcode = readOpcode(reader)
    this.opcodes[at] = opcode
    if (opcode === OP.loop) this.hasLoop = true
    else if (opcode === OP.try || opcode === OP.tryTable) this.hasTry = true
    return opcode === OP.brTable ? this.readLabels(reader) : readImmediate(reader, opcode, start)
  }

  /** The second of two immediates of the instruction at `at`: a segment, an array length, the source of a copy. */
  second(bytes: Uint8Array, at: number): number {
    const reader = new ByteReader(bytes, this.offsets[at], this.offsets[at + 1])
    readOpcode(reader)
    reader.u32()
    return reader.done ? 0 : reader.u32()
  }

  private readLabels(reader: ByteReader): number {
    const start = this.labels.length
    const count = reader.u32() + 1
    this.labels.push(count)
    for (let left = count; left > 0; left--) this.labels.push(reader.u32())
    return start
  }

  private reserve(count: number): void {
    if (count <= this.opcodes.length) return
    this.opcodes = new Uint16Array(count)
    this.offsets = new Int32Array(count)
    this.immediates = new Int32Array(count)
  }
}

/** Reads an opcode, with what follows its prefix, as its number. */
export function readOpcode(reader: ByteReader): number {
  const first = reader.byte()
  if (first < FIRST_PREFIX || first > LAST_PREFIX) return first
  return Math.min((PREFIX_BASES[first - FIRST_PREFIX] ?? 0) + reader.u32(), UNKNOWN_OPCODE)
}

/** A number that no opcode has. */
const UNKNOWN_OPCODE = 0xffff

/** Reads what follows an opcode whose first byte stands at `start`, all but a br_table's: what {@link Instructions} has of it. */
export function readImmediate(reader: ByteReader, opcode: number, start: number): number {
  switch (IMMEDIATES[opcode]) {
    case IMMEDIATE.none:
      return 0
    case IMMEDIATE.index:
    case IMMEDIATE.label:
      return reader.u32()
    case IMMEDIATE.i32:
      return reader.s32()
    case IMMEDIATE.i64:
      reader.skipNumber(64)
      return 0
    case IMMEDIATE.f32:
      reader.skip(4)
      return 0
    case IMMEDIATE.f64:
      reader.skip(8)
      return 0
    case IMMEDIATE.memarg:
      skipMemarg(reader)
      return 0
    case IMMEDIATE.memargLane:
      skipMemarg(reader)
      reader.skip(1)
      return 0
    case IMMEDIATE.lane:
      reader.skip(1)
      return 0
    case IMMEDIATE.lanes16:
      reader.skip(16)
      return 0
    case IMMEDIATE.block:
      return readBlockType(reader)
    case IMMEDIATE.index2: {
      const index = reader.u32()
      reader.u32()
      return index
    }
    case IMMEDIATE.heap:
      skipHeapType(reader)
      return 0
    case IMMEDIATE.selectTypes:
      skipValueTypes(reader)
      return 0
    case IMMEDIATE.castLabel: {
      reader.skip(1)
      const label = reader.u32()
      skipHeapType(reader)
      skipHeapType(reader)
      return label
    }
    case IMMEDIATE.tryTable: {
      const type = readBlockType(reader)
      readCatches(reader, () => {})
      return type
    }
    default:
      throw reader.unsupported(describe(reader, start), start)
  }
}

/** Reads the clauses of a try_table (core specification 5.4.1); tells of each label and of the bytes it stands in. */
export function readCatches(reader: ByteReader, each: (label: number, start: number, end: number) => void): void {
  for (let left = reader.u32(); left > 0; left--) {
    if (reader.byte() < 2) reader.u32()
    const start = reader.offset
    each(reader.u32(), start, reader.offset)
  }
}

/** Reads a block type (core specification 5.4.1): {@link EMPTY_BLOCK}, another number below zero for one value, or a type index. */
export function readBlockType(reader: ByteReader): number {
  const first = reader.peek() ?? 0
  // A type index is never negative; a value type has the sign bit of a one-byte number set.
  if (first >= 0x80 || (first & 0x40) === 0) return reader.u32()
  if (first === TYPE.emptyBlock) reader.skip(1)
  else skipValueType(reader)
  return first - 0x80
}

const HAS_MEMORY_INDEX = 0x40

function skipMemarg(reader: ByteReader): void {
  if (reader.u32() >= HAS_MEMORY_INDEX) reader.u32()
  reader.skipNumber(64)
}

/** The prefix of operators on shared memory. */
const ATOMICS = 0xfe

function describe(reader: ByteReader, start: number): string {
  const first = reader.bytes[start] ?? 0
  const hex = `0x${first.toString(16).padStart(2, '0')}`
  if (first === ATOMICS) return 'atomic operators on shared memory'
  const second =
    first >= FIRST_PREFIX && first <= LAST_PREFIX ? ` ${new ByteReader(reader.bytes, start + 1).u32()}` : ''
  return `the opcode ${hex}${second}`
}
