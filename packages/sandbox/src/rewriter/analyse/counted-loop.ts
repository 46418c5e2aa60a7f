import { EMPTY_BLOCK } from '../format/instruction-cursor.ts'
import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'

/** What a counted loop is compared with. */
export interface LoopBound {
  readonly kind: 'local' | 'constant'
  /** The index of the local, or the value. */
  readonly value: number
}

/**
 * A loop whose number of iterations is known when it is entered: one i32 local goes by a constant step, is compared with a
 * bound that does not change, and nothing else leaves the loop or makes one iteration cost more than another.
 */
export interface CountedLoop {
  /**
   * Where and how it is compared. `until-equal` at the end of each iteration: it goes on while local ≠ bound.
   * `while-less-signed`, `while-less-unsigned` at the start of each: it goes on while local < bound; the step is 1.
   */
  readonly test: 'until-equal' | 'while-less-signed' | 'while-less-unsigned'
  readonly local: number
  readonly step: number
  readonly bound: LoopBound
  /** The fuel of one iteration. */
  readonly iterationFuel: number
}

/** A counted loop, and which of its instructions are changed to count it. */
export interface RecognisedLoop {
  readonly loop: Omit<CountedLoop, 'iterationFuel'>
  /** The instruction that pushes the bound, or -1 when the loop goes on while its local is not zero. */
  readonly boundAt: number
  /** The br_if or if that ends it. */
  readonly testAt: number
}

/** How an i32 local changes in a loop. */
interface Step {
  readonly local: number
  readonly step: number
}

/**
 * Looks at the code of a loop, from its `loop` to its `end`, and tells how it counts; `undefined` when it is not of a form
 * that is known. The forms are those that clang and rustc (`until-equal`) and AssemblyScript (`while-less-…`) give to
 * counted loops.
 *
 * The caller has made sure that nothing but the test branches, and that nothing is called.
 */
export function recogniseCountedLoop(code: Instructions): RecognisedLoop | undefined {
  if (code.immediates[0] !== EMPTY_BLOCK) return undefined
  const end = code.count - 1
  const found = untilEqual(code, 0, end) ?? whileLess(code, 0, end)
  if (found === undefined) return undefined
  const { local, bound } = found.loop
  const boundChanges = bound.kind === 'local' && countAssignments(code, 0, end, bound.value) > 0
  return boundChanges || countAssignments(code, 0, end, local) !== 1 ? undefined : found
}

/** `… local.get i, i32.const s, i32.add, local.tee i, bound, i32.ne, br_if 0, end` in either order of operands. */
function untilEqual(code: Instructions, first: number, end: number): RecognisedLoop | undefined {
  const { opcodes } = code
  const testAt = end - 1
  if (opcodes[testAt] !== OP.brIf || code.immediates[testAt] !== 0) return undefined
  const last = testAt - 1
  if (opcodes[last] === OP.localTee) {
    const step = stepEndingAt(code, last, first)
    if (step === undefined) return undefined
    return { loop: { ...step, test: 'until-equal', bound: { kind: 'constant', value: 0 } }, boundAt: -1, testAt }
  }
  if (opcodes[last] !== OP.i32Ne) return undefined
  const boundAfter = boundAt(code, last - 1)
  const stepBefore = stepEndingAt(code, last - 2, first)
  if (boundAfter !== undefined && stepBefore !== undefined && !isLocal(boundAfter, stepBefore.local)) {
    return { loop: { ...stepBefore, test: 'until-equal', bound: boundAfter }, boundAt: last - 1, testAt }
  }
  const step = stepEndingAt(code, last - 1, first)
  const bound = boundAt(code, last - 5)
  if (step === undefined || bound === undefined || last - 5 <= first || isLocal(bound, step.local)) return undefined
  return { loop: { ...step, test: 'until-equal', bound }, boundAt: last - 5, testAt }
}

/**
 * `local.get i, bound, i32.lt_s or i32.lt_u` or `bound, local.get i, i32.gt_s or i32.gt_u`, then `if, … local.get i,
 * i32.const 1, i32.add, local.set i … br 1, end, end`.
 */
function whileLess(code: Instructions, first: number, end: number): RecognisedLoop | undefined {
  const { opcodes, immediates } = code
  const testAt = first + 4
  if (opcodes[testAt] !== OP.if || immediates[testAt] !== EMPTY_BLOCK) return undefined
  if (opcodes[end - 1] !== OP.end || opcodes[end - 2] !== OP.br || immediates[end - 2] !== 1) return undefined
  const compare = opcodes[first + 3]
  const isSigned = compare === OP.i32LtS || compare === OP.i32GtS
  const isSwapped = compare === OP.i32GtS || compare === OP.i32GtU
  if (!isSigned && compare !== OP.i32LtU && compare !== OP.i32GtU) return undefined
  const localAt = isSwapped ? first + 2 : first + 1
  const whereBound = isSwapped ? first + 1 : first + 2
  if (opcodes[localAt] !== OP.localGet) return undefined
  const local = immediates[localAt] ?? -1
  const bound = boundAt(code, whereBound)
  if (bound === undefined || isLocal(bound, local)) return undefined
  for (let at = testAt + 1; at < end; at++) {
    const assigns = opcodes[at] === OP.localSet || opcodes[at] === OP.localTee
    if (!assigns || immediates[at] !== local) continue
    if (stepEndingAt(code, at, first)?.step !== 1) return undefined
    const test = isSigned ? 'while-less-signed' : 'while-less-unsigned'
    return { loop: { test, local, step: 1, bound }, boundAt: whereBound, testAt }
  }
  return undefined
}

/** `local.get i, i32.const s, i32.add or i32.sub, local.tee or local.set i`, the last of them at `at`, inside the loop. */
function stepEndingAt(code: Instructions, at: number, first: number): Step | undefined {
  const { opcodes, immediates } = code
  if (at - 3 <= first) return undefined
  const assigns = opcodes[at] === OP.localTee || opcodes[at] === OP.localSet
  const sign = opcodes[at - 1] === OP.i32Add ? 1 : opcodes[at - 1] === OP.i32Sub ? -1 : 0
  if (!assigns || sign === 0 || opcodes[at - 2] !== OP.i32Const || opcodes[at - 3] !== OP.localGet) return undefined
  const local = immediates[at] ?? -1
  const step = sign * (immediates[at - 2] ?? 0)
  // Beyond, a step and its negative could not be told apart.
  return immediates[at - 3] === local && step !== 0 && Math.abs(step) < 2 ** 30 ? { local, step } : undefined
}

function boundAt(code: Instructions, at: number): LoopBound | undefined {
  const value = code.immediates[at] ?? 0
  if (code.opcodes[at] === OP.localGet) return { kind: 'local', value }
  if (code.opcodes[at] === OP.i32Const) return { kind: 'constant', value }
  return undefined
}

function isLocal(bound: LoopBound, local: number): boolean {
  return bound.kind === 'local' && bound.value === local
}

function countAssignments(code: Instructions, first: number, end: number, local: number): number {
  let count = 0
  for (let at = first + 1; at < end; at++) {
    const opcode = code.opcodes[at]
    if ((opcode === OP.localSet || opcode === OP.localTee) && code.immediates[at] === local) count++
  }
  return count
}
