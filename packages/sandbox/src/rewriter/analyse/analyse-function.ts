import type { ByteReader } from '../format/byte-reader.ts'
import { MISC, OP } from '../format/opcodes.ts'
import { readOperator } from '../format/operator-reader.ts'
import type { ChargePoints, PointKind } from './charge-points.ts'
import { ControlStack, FRAME } from './control-stack.ts'

const LENGTH_OPERATORS: ReadonlySet<number> = new Set([
  MISC.memoryInit,
  MISC.memoryCopy,
  MISC.memoryFill,
  MISC.tableInit,
  MISC.tableCopy,
  MISC.tableFill,
])

/**
 * Finds the points of one function body, `reader` standing at its first instruction.
 *
 * Costs follow the profile `wasmtime-49`: nothing for nop, drop, block, loop, unreachable, return, else and end; 1 for
 * any other operator; 1 for entering the function; nothing for code that control can't reach.
 * Returns whether the function calls another.
 */
export function analyseFunction(reader: ByteReader, points: ChargePoints): boolean {
  const stack = new ControlStack()
  stack.push(FRAME.function, true)
  // The point that pays for the operators being read; -1 while they can't be reached.
  let payer = points.add(reader.offset, 'entry', 1)
  let calls = false

  while (stack.depth > 0) {
    const at = reader.offset
    const operator = readOperator(reader)
    const live = payer >= 0
    switch (operator.opcode) {
      case OP.nop:
      case OP.drop:
        break
      case OP.block:
        stack.push(FRAME.block, live)
        break
      case OP.loop:
        stack.push(FRAME.loop, live)
        if (live) payer = points.add(reader.offset, 'loop', 0)
        break
      case OP.if:
        stack.push(FRAME.if, live)
        if (live) {
          points.raise(payer, 1)
          payer = points.add(reader.offset, 'run', 0)
        }
        break
      case OP.else: {
        const arm = stack.pop()
        stack.push(FRAME.else, arm.live)
        if (live || arm.reached) stack.branchTo(0)
        payer = arm.live ? points.add(reader.offset, 'run', 0) : -1
        break
      }
      case OP.end: {
        const frame = stack.pop()
        // The head of a loop is what branches to it reach; past its end control only falls.
        const joined = frame.kind === FRAME.if || (frame.reached && frame.kind !== FRAME.loop)
        if (joined && frame.live && stack.depth > 0) payer = points.add(reader.offset, 'run', 0)
        break
      }
      case OP.br:
        if (live) {
          points.raise(payer, 1)
          stack.branchTo(operator.index)
        }
        payer = -1
        break
      case OP.brIf:
        if (live) {
          points.raise(payer, 1)
          stack.branchTo(operator.index)
          payer = points.add(reader.offset, 'run', 0)
        }
        break
      case OP.brTable:
        if (live) {
          points.raise(payer, 1)
          for (const depth of operator.labels) stack.branchTo(depth)
        }
        payer = -1
        break
      case OP.return:
      case OP.unreachable:
        payer = -1
        break
      default:
        if (!live) break
        points.raise(payer, 1)
        if (operator.opcode === OP.call || operator.opcode === OP.callIndirect) calls = true
        else if (operator.opcode === OP.memoryGrow) surround(points, at, reader.offset, 'memory-grow', 'memory-grown')
        else if (operator.opcode === OP.prefixMisc) {
          if (LENGTH_OPERATORS.has(operator.index)) points.add(at, 'length', 0)
          else if (operator.index === MISC.tableGrow) surround(points, at, reader.offset, 'table-grow', 'table-grown')
        }
    }
  }
  if (!reader.done) throw reader.malformed('a function body goes on after its end')
  return calls
}

function surround(
  points: ChargePoints,
  before: number,
  after: number,
  kindBefore: PointKind,
  kindAfter: PointKind,
): void {
  points.add(before, kindBefore, 0)
  points.add(after, kindAfter, 0)
}
