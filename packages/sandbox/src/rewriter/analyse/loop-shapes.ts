import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { type RecognisedLoop, recogniseCountedLoop } from './counted-loop.ts'
import { ROLE, ROLES } from './roles.ts'

/** What is known of a loop before its points are set. */
export interface LoopShape {
  /** The position of its `end`. */
  readonly end: number
  readonly counted: RecognisedLoop
}

/** What was seen inside of an open block, loop or if. */
const SEEN = {
  /** Something that branches in a way a counted loop does not, or costs by a size. */
  branches: 1,
  calls: 2,
}

/**
 * Finds the counted loops of a function by the position of their `loop`. Linear: only a loop that holds no other is looked
 * at as a whole. `isConstant` tells of a function whether every call of it costs the same.
 */
export function findCountedLoops(
  code: Instructions,
  isConstant: (callee: number) => boolean,
): ReadonlyMap<number, LoopShape> {
  const { opcodes, immediates, count } = code
  const loops = new Map<number, LoopShape>()
  const starts: number[] = []
  const seen: number[] = []
  const trapAt: number[] = []
  let top = -1
  for (let at = 0; at < count; at++) {
    const opcode = opcodes[at] as number
    const role = ROLES[opcode] as number
    if (role === ROLE.plain || role === ROLE.free) continue
    switch (role) {
      case ROLE.block:
      case ROLE.loop:
      case ROLE.if:
      case ROLE.try:
      case ROLE.tryTable:
        starts[++top] = at
        seen[top] = 0
        trapAt[top] = -1
        continue
      case ROLE.end: {
        if (top < 0) continue
        const start = starts[top] as number
        const isPlain = seen[top] === 0 && trapAt[top] === -1
        const isIf = opcodes[start] === OP.if
        // Kept: an arm that can only end in a trap, such as a bounds check, and an `if` that is the whole body of a loop.
        const endsInTrap = isIf && ((seen[top] as number) & SEEN.branches) === 0 && trapAt[top] === at - 1
        const isWhileBody = isIf && isPlain && opcodes[at + 1] === OP.end && opcodes[at - 1] === OP.br
        if (isPlain && opcodes[start] === OP.loop) {
          const counted = recogniseCountedLoop(code, start, at)
          if (counted !== undefined) loops.set(start, { end: at, counted })
        }
        top--
        if (top >= 0 && !endsInTrap && !isWhileBody) seen[top] = SEEN.branches
        continue
      }
      default:
    }
    if (top < 0) continue
    if (role === ROLE.trap) {
      if (trapAt[top] === -1) trapAt[top] = at
    } else if (opcode === OP.call) {
      if (!isConstant(immediates[at] as number)) seen[top] = (seen[top] as number) | SEEN.calls
    } else if (role === ROLE.call) seen[top] = (seen[top] as number) | SEEN.calls
    // Kept: the back branch of `loop … if … br 1, end, end` and of `loop … br_if 0, end`.
    else if (opcode === OP.br || opcode === OP.brIf) {
      const isBack = immediates[at] === (opcode === OP.br ? 1 : 0) && opcodes[at + 1] === OP.end
      if (!isBack) seen[top] = (seen[top] as number) | SEEN.branches
    } else seen[top] = (seen[top] as number) | SEEN.branches
  }
  return loops
}
