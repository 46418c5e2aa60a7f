import type { Instructions } from '../format/instructions.ts'
import { MISC, OP } from '../format/opcodes.ts'
import type { ChargePoints, PointKind } from './charge-points.ts'

/** Operators of the prefix 0xfc that cost by the length on top of the stack. */
const LENGTH_OPERATORS: ReadonlySet<number> = new Set(
  [MISC.memoryInit, MISC.memoryCopy, MISC.memoryFill, MISC.tableInit, MISC.tableCopy, MISC.tableFill].map(
    (sub) => OP.prefixMisc * 256 + sub,
  ),
)
const TABLE_GROW = OP.prefixMisc * 256 + MISC.tableGrow

/** Whether an operator may cost by a size: those on a memory or table as a whole, a few that cost 1 included. */
export function mayCostBySize(opcode: number): boolean {
  if (opcode < OP.prefixMisc * 256) return opcode === OP.memoryGrow
  return opcode < OP.prefixSimd * 256 && opcode - OP.prefixMisc * 256 >= MISC.memoryInit
}

/** Adds the points of an operator that costs by a size, if it is one; returns what it costs beyond 1 whatever happens. */
export function addSizedPoints(code: Instructions, points: ChargePoints, at: number): number {
  const opcode = code.opcodes[at] ?? 0
  if (opcode === OP.memoryGrow) {
    const pages = constantBefore(code, at)
    if (pages === 0) surround(code, points, { at, before: 'memory-grow', after: 'memory-grown' })
    else points.add(code.offsets[at + 1] ?? 0, 'constant-memory-grown')
    return pages
  }
  if (opcode < OP.prefixMisc * 256) return 0
  if (opcode === TABLE_GROW) {
    const elements = constantBefore(code, at)
    if (elements === 0) surround(code, points, { at, before: 'table-grow', after: 'table-grown' })
    return elements
  }
  if (LENGTH_OPERATORS.has(opcode)) points.add(code.offsets[at] ?? 0, 'length')
  return 0
}

/** Adds a point before and one after an instruction. */
export function surround(
  { offsets }: Instructions,
  points: ChargePoints,
  { at, before, after }: { at: number; before: PointKind; after: PointKind },
): void {
  points.add(offsets[at] ?? 0, before)
  points.add(offsets[at + 1] ?? 0, after)
}

/** The constant above zero that an operator takes, else 0: wasmtime charges growing by one whether or not it succeeds. */
function constantBefore({ opcodes, immediates }: Instructions, at: number): number {
  return opcodes[at - 1] === OP.i32Const ? Math.max(immediates[at - 1] ?? 0, 0) : 0
}
