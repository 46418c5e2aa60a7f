import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { readImmediate, readOpcode } from '../rewriter/format/instruction-cursor.ts'
import { OP } from '../rewriter/format/opcodes.ts'

/** One instruction of a function or constant expression; the same object for each that is visited. */
export interface InstructionPlace {
  /** The number of its opcode, as format/opcodes.ts has it. */
  opcode: number
  /** Where it starts, where its immediates do, and where the next instruction does. */
  start: number
  immediates: number
  end: number
}

/** Visits the instructions from `start` to `end`; throws a RewriteError at an opcode that is not known. */
export function eachInstruction(
  { bytes, start, end }: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  visit: (place: Readonly<InstructionPlace>) => void,
): void {
  const reader = new ByteReader(bytes, start, end)
  const place: InstructionPlace = { opcode: 0, start, immediates: start, end: start }
  while (!reader.done) {
    place.start = reader.offset
    place.opcode = readOpcode(reader)
    place.immediates = reader.offset
    readImmediate(reader, place.opcode, place.start)
    place.end = reader.offset
    visit(place)
  }
}

/** Reads a block type: a type index, or undefined for one that stands for itself. */
export function readBlockTypeIndex(reader: ByteReader): number | undefined {
  const type = readImmediate(reader, OP.block, reader.offset)
  return type < 0 ? undefined : type
}
