import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { POINT, type PointKind } from '../format/point-kinds.ts'
import type { ChargePoints } from './charge-points.ts'
import { type ModuleFacts, OBJECT_BYTES } from './module-facts.ts'

/** An instruction, and where its points go. */
export interface Place {
  readonly bytes: Uint8Array
  readonly code: Instructions
  readonly points: ChargePoints
  readonly at: number
}

/** Adds the points of an operator that costs by a size; returns what it costs beyond 1 whatever happens. */
export function addSizedPoints({ bytes, code, points, at }: Place, facts: ModuleFacts): number {
  const index = code.immediates[at] ?? 0
  switch (code.opcodes[at]) {
    case OP.memoryGrow: {
      const constant = constantBefore(code, at)
      const wide = facts.isMemory64(index) ? 1 : 0
      if (constant > 0) points.add(code.offsets[at + 1] ?? 0, POINT['constant-memory-grown'], wide)
      else surround(code, points, { at, before: 'memory-grow', after: 'memory-grown', amount: wide })
      return constant
    }
    case OP.tableGrow: {
      const constant = constantBefore(code, at)
      const amount = facts.isTable64(index) ? 1 : 0
      if (constant === 0) surround(code, points, { at, before: 'table-grow', after: 'table-grown', amount })
      return constant
    }
    default:
      points.add(code.offsets[at] ?? 0, POINT.length, hasWideLength({ bytes, code, at }, facts) ? 1 : 0)
      return 0
  }
}

/** Whether the length of a bulk operator has 64 bits; a copy has the shorter one of its two sides. */
function hasWideLength({ bytes, code, at }: Omit<Place, 'points'>, facts: ModuleFacts): boolean {
  const first = code.immediates[at] ?? 0
  const second = code.second(bytes, at)
  switch (code.opcodes[at]) {
    case OP.memoryFill:
      return facts.isMemory64(first)
    case OP.memoryCopy:
      return facts.isMemory64(first) && facts.isMemory64(second)
    case OP.tableFill:
      return facts.isTable64(first)
    case OP.tableCopy:
      return facts.isTable64(first) && facts.isTable64(second)
    default:
      return false
  }
}

/** Adds the points of an operator that makes an object: its length, if it makes an array, and its bytes. */
export function addHeapPoint({ bytes, code, points, at }: Place, facts: ModuleFacts): void {
  const offset = code.offsets[at] ?? 0
  const type = code.immediates[at] ?? 0
  switch (code.opcodes[at]) {
    case OP.throw: {
      const size = facts.carriedBytes(type)
      if (size > 0) points.add(offset, POINT.heap, size)
      return
    }
    case OP.structNew:
    case OP.structNewDefault:
      points.add(offset, POINT.heap, facts.objectBytes(type))
      return
    case OP.arrayNewFixed: {
      const length = code.second(bytes, at)
      points.add(offset, POINT.heap, OBJECT_BYTES + length * facts.objectBytes(type))
      return
    }
    default:
      points.add(offset, POINT.length)
      points.add(offset, POINT['heap-array'], facts.objectBytes(type))
  }
}

/** Adds a point before and one after an instruction. */
function surround(
  { offsets }: Instructions,
  points: ChargePoints,
  { at, before, after, amount }: { at: number; before: PointKind; after: PointKind; amount: number },
): void {
  points.add(offsets[at] ?? 0, POINT[before], amount)
  points.add(offsets[at + 1] ?? 0, POINT[after], amount)
}

/** The constant above zero that an operator takes, else 0: wasmtime charges growing by one whether or not it succeeds. */
function constantBefore({ opcodes, immediates }: Instructions, at: number): number {
  return opcodes[at - 1] === OP.i32Const ? Math.max(immediates[at - 1] ?? 0, 0) : 0
}
