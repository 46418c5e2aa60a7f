import { EMPTY_BLOCK } from '../format/instruction-cursor.ts'
import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'

/** A number that a loop does not change: a constant, or a local by its index. */
export interface Operand {
  readonly kind: 'local' | 'constant'
  readonly value: number
}

/**
 * A loop whose number of iterations is known when it is entered: one i32 local goes by a constant step, is compared
 * with a bound that does not change, and nothing else leaves the loop or makes one iteration cost more than another.
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
  readonly step: number
  readonly bound: Operand
  /** The fuel of one iteration. */
  readonly iterationFuel: number
}

/** The position of the `if` of a loop that tests first. */
export const TEST_OF_FIRST = 4

type Found = Omit<CountedLoop, 'iterationFuel'>

/**
 * Looks at the code of a loop, from its `loop` to its `end`, and tells how it counts; `undefined` when it is not of a form
 * that is known. The forms are those that clang, rustc (test last) and AssemblyScript (test first) give to counted loops.
 *
 * The caller has made sure that nothing but the test branches but arms that only trap, and that nothing is called.
 */
export function recogniseCountedLoop(code: Instructions): Found | undefined {
  if (code.immediates[0] !== EMPTY_BLOCK) return undefined
  const found = testsLast(code) ?? testsFirst(code)
  if (found === undefined) return undefined
  const { kind, value } = found.bound
  return kind === 'local' && assignments(code, value).length > 0 ? undefined : found
}

/** `… compare, br_if 0, end`, where one operand of the comparison is the local once it has gone on; until zero, without one. */
function testsLast(code: Instructions): Found | undefined {
  const { opcodes, immediates, count } = code
  const testAt = count - 2
  if (opcodes[testAt] !== OP.brIf || immediates[testAt] !== 0) return undefined
  const compareAt = testAt - 1
  if (isLocalAt(code, compareAt)) {
    const zero: Operand = { kind: 'constant', value: 0 }
    return withStep(code, immediates[compareAt] as number, { tests: 'last', ...NOT_EQUAL, bound: zero })
  }
  const stepsAtOnce = opcodes[compareAt - 1] === OP.localTee
  const places = stepsAtOnce
    ? [[compareAt - 1, compareAt - 5]]
    : [
        [compareAt - 2, compareAt - 1],
        [compareAt - 1, compareAt - 2],
      ]
  for (const [localAt = 0, boundAt = 0] of places) {
    const relation = relationOf(opcodes[compareAt] ?? 0, localAt > boundAt)
    const bound = boundAt > 0 ? operandAt(code, boundAt) : undefined
    if (relation === undefined || bound === undefined || !isLocalAt(code, localAt)) continue
    const found = withStep(code, immediates[localAt] as number, { tests: 'last', ...relation, bound })
    if (found !== undefined) return found
  }
  return undefined
}

/** `local.get i, bound, compare, if, … br 1, end, end`, in either order of operands. */
function testsFirst(code: Instructions): Found | undefined {
  const { opcodes, immediates, count } = code
  const end = count - 1
  if (opcodes[TEST_OF_FIRST] !== OP.if || immediates[TEST_OF_FIRST] !== EMPTY_BLOCK) return undefined
  if (opcodes[end - 1] !== OP.end || opcodes[end - 2] !== OP.br || immediates[end - 2] !== 1) return undefined
  for (const localAt of [1, 2]) {
    const relation = relationOf(opcodes[3] ?? 0, localAt === 2)
    const bound = operandAt(code, 3 - localAt)
    if (opcodes[localAt] !== OP.localGet || relation === undefined || bound === undefined) continue
    if (relation.until === 'equal') return undefined
    const local = immediates[localAt] as number
    const found = withStep(code, local, { tests: 'first', ...relation, bound })
    // A copy of the local would be one iteration behind.
    if (found?.local === local) return found
  }
  return undefined
}

/** Whether an instruction pushes a local. */
function isLocalAt({ opcodes }: Instructions, at: number): boolean {
  return opcodes[at] === OP.localGet || opcodes[at] === OP.localTee
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

/**
 * With the step of the local that `seen` is, or a copy of: `local.get i, step, i32.add or i32.sub, local.set i`, or `…
 * local.tee copy, local.set i`. Each is assigned once in the loop, and not where it would only trap.
 */
function withStep(code: Instructions, seen: number, rest: Omit<Found, 'local' | 'step'>): Found | undefined {
  const { opcodes, immediates } = code
  const [at, ...others] = assignments(code, seen)
  if (at === undefined || others.length > 0 || isInArm(code, at, rest.tests)) return undefined
  const isCopy = opcodes[at] === OP.localTee && opcodes[at + 1] === OP.localSet
  const local = isCopy ? (immediates[at + 1] as number) : seen
  const isCopied = opcodes[at - 1] === OP.localTee
  const operator = isCopied ? at - 2 : at - 1
  const adds = opcodes[operator] === OP.i32Add
  if (operator - 2 <= 0 || (!adds && opcodes[operator] !== OP.i32Sub)) return undefined
  if (isCopy && assignments(code, local).length > 1) return undefined
  const left = operandAt(code, operator - 2)
  const right = operandAt(code, operator - 1)
  const isLocal = (operand: Operand | undefined): boolean => operand?.kind === 'local' && operand.value === local
  const given = isLocal(left) ? right : adds && isLocal(right) ? left : undefined
  // Dividing by a step that is a local takes longer than it saves in loops as short as those of a sieve.
  if (given?.kind !== 'constant') return undefined
  const step = adds === (rest.until !== 'below') ? given.value : -given.value
  return isUseless(step, rest) ? undefined : { ...rest, local, step }
}

/** Whether the instruction at `at` stands in an arm that only traps: deeper than the loop, and the `if` that is its body. */
function isInArm({ opcodes }: Instructions, at: number, tests: Found['tests']): boolean {
  let depth = 0
  for (let before = 0; before < at; before++) {
    const opcode = opcodes[before]
    if (opcode === OP.loop || opcode === OP.if || opcode === OP.block) depth++
    else if (opcode === OP.end) depth--
  }
  return depth > (tests === 'first' ? 2 : 1)
}

/** Whether a loop goes away from its bound; beyond 2³⁰ a step and its negative could not be told apart. */
function isUseless(step: number, { until }: Pick<Found, 'until'>): boolean {
  return step === 0 || Math.abs(step) >= 2 ** 30 || (until !== 'equal' && step < 0)
}

function operandAt(code: Instructions, at: number): Operand | undefined {
  const value = code.immediates[at] ?? 0
  if (code.opcodes[at] === OP.localGet) return { kind: 'local', value }
  if (code.opcodes[at] === OP.i32Const) return { kind: 'constant', value }
  return undefined
}

/** Where a local is assigned. */
function assignments({ opcodes, immediates, count }: Instructions, local: number): number[] {
  const found: number[] = []
  for (let at = 1; at < count; at++) {
    if ((opcodes[at] === OP.localSet || opcodes[at] === OP.localTee) && immediates[at] === local) found.push(at)
  }
  return found
}
