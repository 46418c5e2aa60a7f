import type { Instructions } from '../format/instructions.ts'
import { MISC, OP } from '../format/opcodes.ts'
import { type RecognisedLoop, recogniseCountedLoop } from './counted-loop.ts'

/** What is known of a loop before its points are set. */
export interface LoopShape {
  /** The position of its `end`. */
  readonly end: number
  readonly counted?: RecognisedLoop
}

/**
 * Finds the loops of a function by the position of their `loop`, and which of them are counted. Linear: only a loop that
 * holds no other is looked at as a whole.
 */
export function findLoops(code: Instructions): ReadonlyMap<number, LoopShape> {
  const loops = new Map<number, LoopShape>()
  const open: { readonly at: number; readonly opcode: number; plain: boolean }[] = []
  for (let at = 0; at < code.count; at++) {
    const opcode = code.opcodes[at] ?? 0
    switch (opcode) {
      case OP.block:
      case OP.loop:
      case OP.if:
        open.push({ at, opcode, plain: true })
        break
      case OP.end: {
        const closed = open.pop()
        if (closed?.opcode === OP.loop) {
          const counted = closed.plain ? recogniseCountedLoop(code, closed.at, at) : undefined
          loops.set(closed.at, counted === undefined ? { end: at } : { end: at, counted })
        }
        const parent = open.at(-1)
        if (parent !== undefined && closed !== undefined && !isWhileBody(code, closed, at)) parent.plain = false
        break
      }
      case OP.br:
        // The back branch of `loop … if … br 1, end, end`.
        if (code.immediates[at] !== 1 || code.opcodes[at + 1] !== OP.end) spoil(open)
        break
      case OP.brIf:
        if (code.immediates[at] !== 0 || code.opcodes[at + 1] !== OP.end) spoil(open)
        break
      default:
        if (spoils(opcode)) spoil(open)
    }
  }
  return loops
}

/** Whether an `if` that closes at `end` is the whole body of a loop: nothing of the loop follows it. */
function isWhileBody(code: Instructions, closed: { at: number; opcode: number; plain: boolean }, end: number): boolean {
  return closed.opcode === OP.if && closed.plain && code.opcodes[end + 1] === OP.end && code.opcodes[end - 1] === OP.br
}

/** Whether an operator branches, calls, traps, or costs by a length. */
function spoils(opcode: number): boolean {
  if (opcode >= OP.prefixMisc * 256)
    return opcode < OP.prefixSimd * 256 && opcode - OP.prefixMisc * 256 >= MISC.memoryInit
  const branchesOrCalls = opcode >= OP.brTable && opcode <= OP.callIndirect
  return branchesOrCalls || opcode === OP.else || opcode === OP.unreachable || opcode === OP.memoryGrow
}

function spoil(open: readonly { plain: boolean }[]): void {
  const innermost = open.at(-1)
  if (innermost !== undefined) innermost.plain = false
}
