import type { InstructionCursor } from '../format/instruction-cursor.ts'
import { OP } from '../format/opcodes.ts'
import { POINT } from '../format/point-kinds.ts'
import type { ChargePoints } from './charge-points.ts'
import { type ModuleFacts, OBJECT_BYTES } from './module-facts.ts'

/**
 * Adds the points of an operator that costs by a size; returns what it costs beyond 1 whatever happens: `constant` is what
 * it takes where that is a constant above zero.
 */
export function addSizedPoints(
  cursor: InstructionCursor,
  points: ChargePoints,
  { facts, constant }: { facts: ModuleFacts; constant: number },
): number {
  const { at, next, value } = cursor
  switch (cursor.opcode) {
    case OP.memoryGrow: {
      const wide = facts.isMemory64(value) ? 1 : 0
      if (constant === 0) points.add(at, POINT['memory-grow'], wide)
      points.add(next, constant === 0 ? POINT['memory-grown'] : POINT['constant-memory-grown'], wide)
      return constant
    }
    case OP.tableGrow: {
      const wide = facts.isTable64(value) ? 1 : 0
      if (constant > 0) return constant
      points.add(at, POINT['table-grow'], wide)
      points.add(next, POINT['table-grown'], wide)
      return 0
    }
    default:
      points.add(at, POINT.length, hasWideLength(cursor, facts) ? 1 : 0)
      return 0
  }
}

/** Whether the length of a bulk operator has 64 bits; a copy has the shorter one of its two sides. */
function hasWideLength(cursor: InstructionCursor, facts: ModuleFacts): boolean {
  const { value: index } = cursor
  switch (cursor.opcode) {
    case OP.memoryFill:
      return facts.isMemory64(index)
    case OP.memoryCopy:
      return facts.isMemory64(index) && facts.isMemory64(cursor.second())
    case OP.tableFill:
      return facts.isTable64(index)
    case OP.tableCopy:
      return facts.isTable64(index) && facts.isTable64(cursor.second())
    default:
      return false
  }
}

/** Adds the points of an operator that makes an object: its length, if it makes an array, and its bytes. */
export function addHeapPoint(cursor: InstructionCursor, points: ChargePoints, facts: ModuleFacts): void {
  const { at, value: type } = cursor
  switch (cursor.opcode) {
    case OP.throw:
      points.add(at, POINT.heap, facts.exceptionBytes(type))
      return
    case OP.structNew:
    case OP.structNewDefault:
      points.add(at, POINT.heap, facts.objectBytes(type))
      return
    case OP.arrayNewFixed:
      points.add(at, POINT.heap, OBJECT_BYTES + cursor.second() * facts.objectBytes(type))
      return
    default:
      points.add(at, POINT.length)
      points.add(at, POINT['heap-array'], facts.objectBytes(type))
  }
}
