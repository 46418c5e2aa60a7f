import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { type RecognisedLoop, recogniseCountedLoop } from './counted-loop.ts'
import { mayCostBySize } from './sized-operators.ts'

/** What is known of a loop before its points are set. */
export interface LoopShape {
  /** The position of its `end`. */
  readonly end: number
  readonly counted?: RecognisedLoop
}

/** What was seen inside of an open block, loop or if. */
interface Inside {
  readonly at: number
  readonly opcode: number
  /** Something that branches in a way a counted loop does not, or costs by a length. */
  branches: boolean
  calls: boolean
  /** Where the first `unreachable` stands, or -1. */
  trapAt: number
}

/**
 * Finds the loops of a function by the position of their `loop`, and which of them are counted. Linear: only a loop that
 * holds no other is looked at as a whole. `isConstant` tells of a function whether every call of it costs the same.
 */
export function findLoops(code: Instructions, isConstant: (callee: number) => boolean): ReadonlyMap<number, LoopShape> {
  const { opcodes, immediates } = code
  const loops = new Map<number, LoopShape>()
  const open: Inside[] = []
  for (let at = 0; at < code.count; at++) {
    const opcode = opcodes[at] ?? 0
    const inside = open.at(-1)
    if (opcode === OP.block || opcode === OP.loop || opcode === OP.if) {
      open.push({ at, opcode, branches: false, calls: false, trapAt: -1 })
    } else if (opcode === OP.end) {
      const closed = open.pop()
      const parent = open.at(-1)
      if (closed?.opcode === OP.loop) loops.set(closed.at, shapeOf(code, closed, at))
      if (closed !== undefined && parent !== undefined && !isTrapArm(closed, at) && !isWhileBody(code, closed, at)) {
        parent.branches = true
      }
    } else if (inside === undefined) continue
    else if (opcode === OP.unreachable) inside.trapAt = inside.trapAt < 0 ? at : inside.trapAt
    else if (opcode === OP.call) inside.calls ||= !isConstant(immediates[at] ?? 0)
    else if (opcode === OP.callIndirect) inside.calls = true
    else if (opcode === OP.br || opcode === OP.brIf) {
      // Kept: the back branch of `loop … if … br 1, end, end` and of `loop … br_if 0, end`.
      const isBack = immediates[at] === (opcode === OP.br ? 1 : 0) && opcodes[at + 1] === OP.end
      if (!isBack) inside.branches = true
    } else if (mayLeave(opcode) || mayCostBySize(opcode)) inside.branches = true
  }
  return loops
}

function shapeOf(code: Instructions, loop: Inside, end: number): LoopShape {
  const counted = isPlain(loop) ? recogniseCountedLoop(code, loop.at, end) : undefined
  return counted === undefined ? { end } : { end, counted }
}

function isPlain({ branches, calls, trapAt }: Inside): boolean {
  return !branches && !calls && trapAt < 0
}

/** Whether what closes at `end` is an `if` whose arm can only end in a trap: a bounds check, say. */
function isTrapArm({ opcode, branches, trapAt }: Inside, end: number): boolean {
  return opcode === OP.if && !branches && trapAt === end - 1
}

/** Whether an `if` that closes at `end` is the whole body of a loop: nothing of the loop follows it. */
function isWhileBody(code: Instructions, closed: Inside, end: number): boolean {
  const { opcodes } = code
  return closed.opcode === OP.if && isPlain(closed) && opcodes[end + 1] === OP.end && opcodes[end - 1] === OP.br
}

/** Whether an operator leaves the straight run of code in a way that no loop form allows. */
function mayLeave(opcode: number): boolean {
  return opcode === OP.brTable || opcode === OP.return || opcode === OP.else
}
