import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { readOpcode } from '../rewriter/format/instruction-cursor.ts'
import { opcodeName } from '../rewriter/format/opcode-names.ts'
import { IMMEDIATE, IMMEDIATES } from '../rewriter/format/opcodes.ts'
import { describeValueType, TYPE } from '../rewriter/format/value-types.ts'
import { type IndexSpace, indexForm } from './index-spaces.ts'
import { readBlockTypeIndex } from './instruction-reader.ts'
import { readFloat, readInteger64, readUnsigned64, readVector } from './number-text.ts'
import { clause, type FunctionType, readHeapType, readReferenceTo, readValueTypes } from './type-text.ts'

/** What the text of an instruction takes from its module. */
export interface InstructionContext {
  readonly bytes: Uint8Array
  /** What an index of a space is called. */
  identifier(space: IndexSpace, index: number): string
  /** The function type with an index. */
  functionType(type: number): FunctionType
}

/** A br_table can have 65,520 labels, a try_table as many clauses. */
const MOST_LABELS = 16

/** The text of the instruction between two offsets, as the text format has it (core specification 6.5), on one line. */
export function instructionText(context: InstructionContext, start: number, end: number): string {
  const reader = new ByteReader(context.bytes, start, end)
  const opcode = readOpcode(reader)
  return `${opcodeName(opcode)}${immediates(context, reader, opcode)}`
}

function immediates(context: InstructionContext, reader: ByteReader, opcode: number): string {
  switch (IMMEDIATES[opcode]) {
    case IMMEDIATE.index:
    case IMMEDIATE.index2:
      return indices(context, reader, opcode)
    case IMMEDIATE.label:
      return ` ${reader.u32()}`
    case IMMEDIATE.brTable:
      return ` ${few(reader, reader.u32() + 1, () => `${reader.u32()}`)}`
    case IMMEDIATE.i32:
      return ` ${reader.s32()}`
    case IMMEDIATE.i64:
      return ` ${readInteger64(reader)}`
    case IMMEDIATE.f32:
      return ` ${readFloat(reader, 32)}`
    case IMMEDIATE.f64:
      return ` ${readFloat(reader, 64)}`
    case IMMEDIATE.memarg:
      return memarg(context, reader, opcode)
    case IMMEDIATE.memargLane:
      return `${memarg(context, reader, opcode)} ${reader.byte()}`
    case IMMEDIATE.lane:
      return ` ${reader.byte()}`
    case IMMEDIATE.lanes16:
      return opcodeName(opcode) === 'v128.const'
        ? ` ${readVector(reader)}`
        : ` ${few(reader, LANES, () => `${reader.byte()}`)}`
    case IMMEDIATE.block:
      return blockType(context, reader)
    case IMMEDIATE.tryTable:
      return `${blockType(context, reader)}${catches(context, reader)}`
    case IMMEDIATE.selectTypes:
      return clause('result', readValueTypes(reader))
    case IMMEDIATE.heap:
      return ` ${heap(reader, opcode)}`
    case IMMEDIATE.castLabel:
      return castLabel(reader)
    default:
      return ''
  }
}

const LANES = 16

function indices({ identifier }: InstructionContext, reader: ByteReader, opcode: number): string {
  const { spaces, swapped, silent } = indexForm(opcode)
  const values: number[] = []
  while (!reader.done) values.push(reader.u32())
  const isSilent = silent?.every((place) => values[place] === 0) === true
  const texts = values.flatMap((value, place) => {
    if (isSilent && silent?.includes(place)) return []
    const text = identifier(spaces[place] ?? 'number', value)
    return [CALLS_BY_TYPE.has(opcode) && place === 0 ? `(type ${text})` : text]
  })
  if (swapped) texts.reverse()
  return texts.map((text) => ` ${text}`).join('')
}

/** call_indirect and return_call_indirect, whose type stands in brackets. */
const CALLS_BY_TYPE: ReadonlySet<number> = new Set([0x11, 0x13])

const HAS_MEMORY = 0x40

function memarg({ identifier }: InstructionContext, reader: ByteReader, opcode: number): string {
  const flags = reader.u32()
  const memory = (flags & HAS_MEMORY) === 0 ? 0 : reader.u32()
  const offset = readUnsigned64(reader)
  const align = flags & (HAS_MEMORY - 1)
  return [
    memory === 0 ? '' : ` ${identifier('memories', memory)}`,
    offset === 0n ? '' : ` offset=${offset}`,
    align === naturalAlignment(opcodeName(opcode)) ? '' : ` align=${2n ** BigInt(align)}`,
  ].join('')
}

/** The alignment that need not be written, as a power of two: that of what is loaded or stored. */
function naturalAlignment(name: string): number {
  const [, type, bits, lanes = 1] = /^(\w+)\.(?:load|store)(\d+)?(?:x(\d+))?/.exec(name) ?? []
  const size = bits === undefined ? Number(type?.slice(1)) : Number(bits) * Number(lanes)
  return Math.log2(size / 8)
}

function blockType(context: InstructionContext, reader: ByteReader): string {
  const start = reader.offset
  const type = readBlockTypeIndex(reader)
  if (type !== undefined) {
    const { parameters, results } = context.functionType(type)
    const text = `${clause('param', parameters)}${clause('result', results)}`
    return text === '' ? ` (type ${context.identifier('types', type)})` : text
  }
  if (context.bytes[start] === TYPE.emptyBlock) return ''
  return clause('result', { shown: [describeValueType(new ByteReader(context.bytes, start))], count: 1 })
}

const CATCHES: readonly string[] = ['catch', 'catch_ref', 'catch_all', 'catch_all_ref']
const FIRST_CATCH_ALL = 2

function catches({ identifier }: InstructionContext, reader: ByteReader): string {
  const count = reader.u32()
  if (count === 0) return ''
  const clauses = few(reader, count, () => {
    const kind = reader.byte()
    const tag = kind < FIRST_CATCH_ALL ? ` ${identifier('tags', reader.u32())}` : ''
    return `(${CATCHES[kind] ?? 'catch'}${tag} ${reader.u32()})`
  })
  return ` ${clauses}`
}

const REF_NULL = 0xd0

/** ref.null names a heap type; ref.test and ref.cast a reference type, which may be null in every second one. */
function heap(reader: ByteReader, opcode: number): string {
  return opcode === REF_NULL ? readHeapType(reader) : readReferenceTo(reader, opcode % 2 === 1)
}

function castLabel(reader: ByteReader): string {
  const flags = reader.byte()
  const label = reader.u32()
  return ` ${label} ${readReferenceTo(reader, (flags & 1) !== 0)} ${readReferenceTo(reader, (flags & 2) !== 0)}`
}

/** The first of `count` items, each read by `next`. */
function few(reader: ByteReader, count: number, next: () => string): string {
  const shown: string[] = []
  while (shown.length < Math.min(count, MOST_LABELS)) shown.push(next())
  if (count > shown.length) {
    shown.push(`… ${count} in all`)
    reader.offset = reader.end
  }
  return shown.join(' ')
}
