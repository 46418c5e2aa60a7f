import type { CountedLoop, Operand } from '../analyse/counted-loop.ts'
import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { AddedLocals } from '../plan/plan.ts'
import type { ByteWriter } from './byte-writer.ts'

/** The locals of a function with counted loops. */
export type CountingLocals = AddedLocals & { readonly counting: NonNullable<AddedLocals['counting']> }

/**
 * Writes what stands before a counted loop that is written as it was: it is paid for as a whole, unless it would run too long
 * to go unchecked. What is counted is the branches back: what comes before the first is paid for before the loop.
 *
 *     iterations = how often the branch back will be taken
 *     if (iterations < some thousands, and the local can't wrap around)
 *       counter −= iterations × fuel of one
 *       …the loop as it was…
 *     else
 *       …the loop, counted…
 *     end
 */
export function writeCountedOpen(to: ByteWriter, loop: CountedLoop, { counter, counting }: CountingLocals): void {
  const { iterations, maxFuel } = counting
  pushIterations(to, loop)
  if (loop.tests === 'last') {
    pushConstant64(to, 1)
    to.byte(OP.i64Sub)
  }
  to.op(OP.localTee, iterations)
  pushConstant64(to, mostIterations(loop, maxFuel))
  to.byte(OP.i64LtU)
  pushGuards(to, loop)
  to.bytes([OP.if, TYPE.emptyBlock])
  to.op(OP.localGet, counter)
  to.op(OP.localGet, iterations)
  pushConstant64(to, loop.iterationFuel)
  to.bytes([OP.i64Mul, OP.i64Sub])
  to.op(OP.localSet, counter)
}

/** Until equal: beyond this, a distance that is no multiple of the step has become a large number. */
function mostIterations({ until, step, iterationFuel }: CountedLoop, maxFuel: number): number {
  const most = Math.floor(maxFuel / iterationFuel)
  return until === 'equal' ? Math.min(most, Math.floor((2 ** 32 - 1) / Math.abs(step))) : most
}

/** Pushes, as i64, how often the loop would run; a large number when it would not at all, or not a whole number of times. */
function pushIterations(to: ByteWriter, loop: CountedLoop): void {
  const { until, step, local, bound, inclusive } = loop
  if (until === 'equal') return pushIterationsUntilEqual(to, loop)
  const guest: Operand = { kind: 'local', value: local }
  pushExtended(to, until === 'above' ? bound : guest, loop)
  pushExtended(to, until === 'above' ? guest : bound, loop)
  to.byte(OP.i64Sub)
  const rounding = step - 1 + (inclusive ? 1 : 0)
  if (rounding > 0) {
    pushConstant64(to, rounding)
    to.byte(OP.i64Add)
  }
  if (step === 1) return
  pushConstant64(to, step)
  to.byte(OP.i64DivU)
}

/** (bound − local) ÷ step; a remainder turns up in the highest bits of 32, or makes it the largest number of them. */
function pushIterationsUntilEqual(to: ByteWriter, loop: CountedLoop): void {
  const size = Math.abs(loop.step)
  pushDistance(to, loop)
  if ((size & (size - 1)) === 0) {
    if (size > 1) {
      pushConstant(to, 31 - Math.clz32(size))
      to.byte(OP.i32Rotr)
    }
  } else {
    pushConstant(to, size)
    to.byte(OP.i32DivU)
    pushConstant(to, -1)
    pushDistance(to, loop)
    pushConstant(to, size)
    to.bytes([OP.i32RemU, OP.i32Eqz, OP.select])
  }
  to.byte(OP.i64ExtendI32U)
}

function pushDistance(to: ByteWriter, { step, bound, local }: CountedLoop): void {
  if (step > 0) push(to, bound)
  to.op(OP.localGet, local)
  if (step > 0) to.byte(OP.i32Sub)
  else if (bound.kind === 'local' || bound.value !== 0) {
    push(to, bound)
    to.byte(OP.i32Sub)
  }
}

/** Adds, to a condition, that the local can't jump over the end of its range. */
function pushGuards(to: ByteWriter, { until, inclusive, unsigned, step, bound }: CountedLoop): void {
  if (until === 'equal' || (!inclusive && step === 1)) return
  const up = until === 'above'
  const farthest = up ? (unsigned ? -1 : 2 ** 31 - 1) : unsigned ? 0 : -(2 ** 31)
  push(to, bound)
  pushConstant(to, (up ? farthest - step : farthest + step) | 0)
  const compare = up ? OP.i32LeS : OP.i32GeS
  to.bytes([unsigned ? compare + 1 : compare, OP.i32And])
}

function pushExtended(to: ByteWriter, operand: Operand, { unsigned }: Pick<CountedLoop, 'unsigned'>): void {
  if (operand.kind === 'constant') pushConstant64(to, unsigned ? operand.value >>> 0 : operand.value)
  else {
    to.op(OP.localGet, operand.value)
    to.byte(unsigned ? OP.i64ExtendI32U : OP.i64ExtendI32S)
  }
}

function push(to: ByteWriter, operand: Operand): void {
  if (operand.kind === 'local') to.op(OP.localGet, operand.value)
  else pushConstant(to, operand.value)
}

function pushConstant(to: ByteWriter, value: number): void {
  to.byte(OP.i32Const)
  to.signed(value)
}

function pushConstant64(to: ByteWriter, value: number): void {
  to.byte(OP.i64Const)
  to.signed(value)
}
