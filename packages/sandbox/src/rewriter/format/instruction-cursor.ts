import { ByteReader } from './byte-reader.ts'
import { FIRST_PREFIX, IMMEDIATE, IMMEDIATES, LAST_PREFIX, OP, PREFIX_BASES } from './opcodes.ts'
import { skipHeapType, skipValueType, skipValueTypes, TYPE } from './value-types.ts'

/** The block type that takes and gives nothing; others are a value type (negative) or a type index. */
export const EMPTY_BLOCK = -64

/** One instruction at a time of code that an engine has found valid. */
export class InstructionCursor {
  readonly bytes: Uint8Array
  /** Where the instruction starts, and where the next one does. */
  at = 0
  next = 0
  /** The number of its opcode, as format/opcodes.ts has it. */
  opcode: number = OP.nop
  /** Its first index or label, the value of an i32.const, or a block type; how many labels a br_table has beside the default. */
  value = 0
  private readonly reader: ByteReader

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.reader = new ByteReader(bytes)
  }

  /** Reads the instruction at the offset `at`; refuses an opcode that is not known. */
  read(at: number): void {
    const { bytes } = this
    this.at = at
    const opcode = bytes[at] as number
    const kind = IMMEDIATES[opcode] as number
    const first = bytes[at + 1] as number
    this.opcode = opcode
    this.value = 0
    // The forms of nearly all instructions that are not plain; the rest goes through the reader.
    if (kind === IMMEDIATE.none) this.next = at + 1
    else if ((kind === IMMEDIATE.label || kind === IMMEDIATE.index) && first < 0x80) {
      this.value = first
      this.next = at + 2
    } else if (kind === IMMEDIATE.block && first === TYPE.emptyBlock) {
      this.value = EMPTY_BLOCK
      this.next = at + 2
    } else {
      const { reader } = this
      reader.offset = at
      this.opcode = readOpcode(reader)
      this.value = readImmediate(reader, this.opcode, at)
      this.next = reader.offset
    }
  }

  /** The second of two immediates: a segment, an array length, the source of a copy. */
  second(): number {
    const reader = this.readerOfImmediates()
    reader.u32()
    return reader.offset < this.next ? reader.u32() : 0
  }

  /** The labels of a br_table, the default last. */
  labels(): number[] {
    const reader = this.readerOfImmediates()
    return Array.from({ length: reader.u32() + 1 }, () => reader.u32())
  }

  /** Where the only label of a branch starts and ends. */
  labelPlace(): { readonly start: number; readonly end: number } {
    const reader = this.readerOfImmediates()
    if (IMMEDIATES[this.opcode] === IMMEDIATE.castLabel) reader.skip(1)
    const start = reader.offset
    reader.u32()
    return { start, end: reader.offset }
  }

  /** Tells of each label of a try_table, and of the bytes it stands in. */
  catches(each: (label: number, start: number, end: number) => void): void {
    const reader = this.readerOfImmediates()
    readBlockType(reader)
    readCatches(reader, each)
  }

  private readerOfImmediates(): ByteReader {
    const reader = new ByteReader(this.bytes, this.at)
    readOpcode(reader)
    return reader
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

/** Reads what follows an opcode whose first byte stands at `start`, and returns what {@link InstructionCursor} has of it. */
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
    case IMMEDIATE.brTable: {
      const count = reader.u32()
      for (let left = count + 1; left > 0; left--) reader.u32()
      return count
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

/** Reads the clauses of a try_table (core specification 5.4.1). */
function readCatches(reader: ByteReader, each: (label: number, start: number, end: number) => void): void {
  for (let left = reader.u32(); left > 0; left--) {
    if (reader.byte() < 2) reader.u32()
    const start = reader.offset
    each(reader.u32(), start, reader.offset)
  }
}

/** Reads a block type (core specification 5.4.1): {@link EMPTY_BLOCK}, another number below zero for one value, or a type index. */
function readBlockType(reader: ByteReader): number {
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
