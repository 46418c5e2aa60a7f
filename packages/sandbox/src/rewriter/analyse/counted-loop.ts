import { EMPTY_BLOCK } from '../format/instruction-cursor.ts'
import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'

/** A number that a loop does not change: a constant, or a local by its index. */
export interface Operand {
  readonly kind: 'local' | 'constant'
  readonly value: number
}

/**
 * A loop whose number of iterations is known when it is entered: one i32 local goes by a step that stays the same, is
 * compared with a bound that does not change, and nothing else leaves the loop or makes one iteration cost more than another.
 */
export interface CountedLoop {
  /** Whether it is compared before each iteration, or after. */
  readonly tests: 'first' | 'last'
  /** The loop goes on while the local is not equal to its bound, below it and going up, or above it and going down. */
  readonly until: 'equal' | 'above' | 'below'
  /** Of the latter two: whether it goes on at the bound, too, and whether both are taken as unsigned. */
  readonly inclusive: boolean
  readonly unsigned: boolean
  readonly local: number
  /** What is added each time where it goes up, and taken away where it goes down; until equal, what is added. */
  readonly step: Operand
  readonly bound: Operand
  /** The fuel of one iteration. */
  readonly iterationFuel: number
}

type Found = Omit<CountedLoop, 'iterationFuel'>

/**
 * Looks at the code of a loop, from its `loop` to its `end`, and tells how it counts; `undefined` when it is not of a form
 * that is known. The forms are those that clang, rustc (test last) and AssemblyScript (test first) give to counted loops.
 *
 * The caller has made sure that nothing but the test branches, and that nothing is called.
 */
export function recogniseCountedLoop(code: Instructions): Found | undefined {
  if (code.immediates[0] !== EMPTY_BLOCK) return undefined
  const found = testsLast(code) ?? testsFirst(code)
  if (found === undefined) return undefined
  const { local, bound, step } = found
  const isChanged = (operand: Operand): boolean =>
    operand.kind === 'local' && (operand.value === local || countAssignments(code, operand.value) > 0)
  if (isChanged(bound) || isChanged(step) || countAssignments(code, local) !== 1) return undefined
  return found
}

/** `… step, local.tee i, bound, compare, br_if 0, end`, in either order of operands, or without bound and compare. */
function testsLast(code: Instructions): Found | undefined {
  const { opcodes, immediates, count } = code
  const testAt = count - 2
  if (opcodes[testAt] !== OP.brIf || immediates[testAt] !== 0) return undefined
  if (opcodes[testAt - 1] === OP.localTee) {
    return withStep(code, testAt - 1, { tests: 'last', ...NOT_EQUAL, bound: { kind: 'constant', value: 0 } })
  }
  const compareAt = testAt - 1
  const after = operandAt(code, compareAt - 1)
  const isAfter = after !== undefined && opcodes[compareAt - 2] === OP.localTee
  const boundAt = isAfter ? compareAt - 1 : compareAt - 5
  const relation = relationOf(opcodes[compareAt] ?? 0, !isAfter)
  const bound = boundAt > 0 ? operandAt(code, boundAt) : undefined
  if (relation === undefined || bound === undefined) return undefined
  return withStep(code, isAfter ? compareAt - 2 : compareAt - 1, { tests: 'last', ...relation, bound })
}

/** `local.get i, bound, compare, if, … step, local.set i … br 1, end, end`, in either order of operands. */
function testsFirst(code: Instructions): Found | undefined {
  const { opcodes, immediates, count } = code
  const end = count - 1
  if (opcodes[4] !== OP.if || immediates[4] !== EMPTY_BLOCK) return undefined
  if (opcodes[end - 1] !== OP.end || opcodes[end - 2] !== OP.br || immediates[end - 2] !== 1) return undefined
  for (const localAt of [1, 2]) {
    if (opcodes[localAt] !== OP.localGet) continue
    const relation = relationOf(opcodes[3] ?? 0, localAt === 2)
    const bound = operandAt(code, 3 - localAt)
    if (relation === undefined || relation.until === 'equal' || bound === undefined) return undefined
    const local = immediates[localAt]
    for (let at = 5; at < end; at++) {
      if ((opcodes[at] !== OP.localSet && opcodes[at] !== OP.localTee) || immediates[at] !== local) continue
      const found = withStep(code, at, { tests: 'first', ...relation, bound })
      if (found !== undefined) return found
      break
    }
  }
  return undefined
}

type Relation = Pick<CountedLoop, 'until' | 'inclusive' | 'unsigned'>

const NOT_EQUAL: Relation = { until: 'equal', inclusive: false, unsigned: false }

/** How a loop goes on that compares its local by `opcode` with its bound, or, if `swapped`, its bound with its local. */
function relationOf(opcode: number, swapped: boolean): Relation | undefined {
  if (opcode === OP.i32Ne) return NOT_EQUAL
  // lt_s, lt_u, gt_s, gt_u, le_s, le_u, ge_s, ge_u.
  const order = opcode - OP.i32LtS
  if (order < 0 || order > 7) return undefined
  const isGreater = (order & 2) !== 0
  return {
    until: isGreater === swapped ? 'above' : 'below',
    inclusive: (order & 4) !== 0,
    unsigned: (order & 1) !== 0,
  }
}

/** `local.get i, step, i32.add or i32.sub, local.tee or local.set i`, the last of them at `at`, inside the loop. */
function withStep(code: Instructions, at: number, rest: Omit<Found, 'local' | 'step'>): Found | undefined {
  const { opcodes, immediates } = code
  if (at - 3 <= 0) return undefined
  const local = immediates[at] as number
  const assigns = opcodes[at] === OP.localTee || opcodes[at] === OP.localSet
  const adds = opcodes[at - 1] === OP.i32Add
  if (!assigns || (!adds && opcodes[at - 1] !== OP.i32Sub)) return undefined
  const [left, right] = [operandAt(code, at - 3), operandAt(code, at - 2)]
  const isLocal = (operand: Operand | undefined): boolean => operand?.kind === 'local' && operand.value === local
  const given = isLocal(left) ? right : adds && isLocal(right) ? left : undefined
  if (given === undefined) return undefined
  const step = stepOf(given, adds === (rest.until !== 'below'))
  return step === undefined || (rest.until === 'equal' && step.kind === 'local') || isUseless(step, rest)
    ? undefined
    : { ...rest, local, step }
}

/** A step as what is added or taken away each time; beyond 2³⁰ a step and its negative could not be told apart. */
function stepOf(given: Operand, asGiven: boolean): Operand | undefined {
  if (given.kind === 'local') return asGiven ? given : undefined
  const value = asGiven ? given.value : -given.value
  return value === 0 || Math.abs(value) >= 2 ** 30 ? undefined : { kind: 'constant', value }
}

/** Whether a loop goes away from its bound. */
function isUseless(step: Operand, { until }: Pick<Found, 'until'>): boolean {
  return until !== 'equal' && step.kind === 'constant' && step.value < 0
}

function operandAt(code: Instructions, at: number): Operand | undefined {
  const value = code.immediates[at] ?? 0
  if (code.opcodes[at] === OP.localGet) return { kind: 'local', value }
  if (code.opcodes[at] === OP.i32Const) return { kind: 'constant', value }
  return undefined
}

function countAssignments({ opcodes, immediates, count: all }: Instructions, local: number): number {
  let count = 0
  for (let at = 1; at < all; at++) {
    if ((opcodes[at] === OP.localSet || opcodes[at] === OP.localTee) && immediates[at] === local) count++
  }
  return count
}
