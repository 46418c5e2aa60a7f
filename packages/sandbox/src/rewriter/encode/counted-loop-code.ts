import type { CountedLoop } from '../analyse/counted-loop.ts'
import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { AddedLocals, Appended } from '../plan/plan.ts'
import type { ByteWriter } from './byte-writer.ts'

/** The locals of a function with counted loops. */
export type CountingLocals = AddedLocals & { readonly counting: NonNullable<AddedLocals['counting']> }

/** Up to so many units, all iterations of a loop are paid for without a look at what is left: about a millisecond of work. */
const MAX_UNCHECKED_FUEL = 1_048_576

/**
 * Writes what stands before a counted loop where it is written for the first time, as it was: few iterations are paid for at
 * once. The counter is checked at the next place that does.
 *
 *     if (the guest's loop would run a whole number of times, and not too often)
 *       counter −= iterations × fuel of one
 *       …the guest's loop…
 *     else
 */
export function writeUncheckedOpen(to: ByteWriter, loop: CountedLoop, locals: CountingLocals): void {
  const { counter, counting } = locals
  const { limit: iterations } = counting
  const most = Math.floor(MAX_UNCHECKED_FUEL / loop.iterationFuel)
  if (loop.test === 'until-equal') {
    pushDistance(to, loop, iterations)
    to.op(OP.localTee, iterations)
    // None means that the loop goes on until its local has wrapped around.
    pushConstant(to, 1)
    to.byte(OP.i32Sub)
  } else {
    pushDistanceBelow(to, loop)
    to.op(OP.localTee, iterations)
  }
  pushConstant(to, Math.min(most, Math.floor((2 ** 32 - 1) / Math.abs(loop.step))))
  to.bytes([OP.i32LtU, OP.if, TYPE.emptyBlock])
  to.op(OP.localGet, counter)
  to.op(OP.localGet, iterations)
  to.byte(OP.i64ExtendI32U)
  to.byte(OP.i64Const)
  to.signed(loop.iterationFuel)
  to.bytes([OP.i64Mul, OP.i64Sub])
  to.op(OP.localSet, counter)
}

/** Pushes, as i32, (bound − local) ÷ step; when that is no whole number, 0 or more than 2³² ÷ step. */
function pushDistance(to: ByteWriter, loop: CountedLoop, scratch: number): void {
  const size = Math.abs(loop.step)
  if (loop.step > 0) {
    pushBound(to, loop)
    to.op(OP.localGet, loop.local)
    to.byte(OP.i32Sub)
  } else {
    to.op(OP.localGet, loop.local)
    if (loop.bound.kind === 'local' || loop.bound.value !== 0) {
      pushBound(to, loop)
      to.byte(OP.i32Sub)
    }
  }
  if ((size & (size - 1)) === 0) {
    // A remainder turns up in the highest bits and makes the number too large.
    if (size > 1) {
      pushConstant(to, 31 - Math.clz32(size))
      to.byte(OP.i32Rotr)
    }
    return
  }
  to.op(OP.localTee, scratch)
  pushConstant(to, size)
  to.byte(OP.i32DivU)
  pushConstant(to, 0)
  to.op(OP.localGet, scratch)
  pushConstant(to, size)
  to.bytes([OP.i32RemU, OP.i32Eqz, OP.select])
}

/** Pushes, as i32, bound − local when local is below the bound, else 0. */
function pushDistanceBelow(to: ByteWriter, loop: CountedLoop): void {
  pushBound(to, loop)
  to.op(OP.localGet, loop.local)
  to.byte(OP.i32Sub)
  pushConstant(to, 0)
  to.op(OP.localGet, loop.local)
  pushBound(to, loop)
  to.byte(loop.test === 'while-less-signed' ? OP.i32LtS : OP.i32LtU)
  to.byte(OP.select)
}

/**
 * Writes what stands before a counted loop that is checked: a loop of ours, around it, that pays for
 * as many iterations as there is fuel for and sets the limit up to which the guest's loop then runs.
 *
 *     loop
 *       iterations = how often the guest's loop would run
 *       if (iterations × fuel of one > counter) iterations = share(iterations, fuel of one)
 *       counter −= iterations × fuel of one
 *       limit = local + iterations × step
 *       …the guest's loop, up to limit…
 *       br_if 0 (the guest's loop is not done)
 *     end
 */
export function writeCountedOpen(to: ByteWriter, loop: CountedLoop, locals: CountingLocals, appended: Appended): void {
  const { counter, counting } = locals
  const { iterations, limit } = counting
  to.bytes([OP.loop, TYPE.emptyBlock])
  pushIterations(to, loop, locals)
  to.op(OP.localSet, iterations)

  pushCost(to, loop, iterations)
  to.op(OP.localGet, counter)
  to.bytes([OP.i64GtS, OP.if, TYPE.emptyBlock])
  to.op(OP.localGet, counter)
  to.op(OP.globalSet, appended.globals.fuel)
  to.op(OP.localGet, iterations)
  to.byte(OP.i64Const)
  to.signed(loop.iterationFuel)
  to.op(OP.call, appended.helpers.get('share') ?? 0)
  to.op(OP.localSet, iterations)
  to.op(OP.globalGet, appended.globals.fuel)
  to.op(OP.localSet, counter)
  to.byte(OP.end)
  charge(to, loop, locals)

  to.op(OP.localGet, loop.local)
  to.op(OP.localGet, iterations)
  to.byte(OP.i32WrapI64)
  if (loop.step !== 1) {
    pushConstant(to, loop.step)
    to.byte(OP.i32Mul)
  }
  to.byte(OP.i32Add)
  to.op(OP.localSet, limit)
}

/** Writes what stands after a counted loop. */
export function writeCountedClose(to: ByteWriter, loop: CountedLoop): void {
  to.op(OP.localGet, loop.local)
  pushBound(to, loop)
  to.byte(loop.test === 'until-equal' ? OP.i32Ne : loop.test === 'while-less-signed' ? OP.i32LtS : OP.i32LtU)
  to.bytes([OP.brIf, 0, OP.end])
}

/** Takes the fuel of `iterations` from the counter. */
function charge(to: ByteWriter, loop: CountedLoop, { counter, counting }: CountingLocals): void {
  to.op(OP.localGet, counter)
  pushCost(to, loop, counting.iterations)
  to.byte(OP.i64Sub)
  to.op(OP.localSet, counter)
}

/** Pushes, as i64, how often the guest's loop would run. */
function pushIterations(to: ByteWriter, loop: CountedLoop, { counting }: CountingLocals): void {
  if (loop.test === 'until-equal') pushIterationsUntilEqual(to, loop, counting.limit)
  else pushIterationsWhileLess(to, loop)
}

function pushCost(to: ByteWriter, loop: CountedLoop, iterations: number): void {
  to.op(OP.localGet, iterations)
  to.byte(OP.i64Const)
  to.signed(loop.iterationFuel)
  to.byte(OP.i64Mul)
}

/**
 * Pushes, as i64, (bound − local) ÷ step when that is a whole number above zero, else 1: then the loop goes on until its
 * local has wrapped around, and is paid for iteration by iteration.
 */
function pushIterationsUntilEqual(to: ByteWriter, loop: CountedLoop, scratch: number): void {
  pushDistance(to, loop, scratch)
  to.op(OP.localTee, scratch)
  pushConstant(to, 1)
  to.op(OP.localGet, scratch)
  pushConstant(to, 1)
  to.byte(OP.i32Sub)
  pushConstant(to, Math.floor((2 ** 32 - 1) / Math.abs(loop.step)) | 0)
  to.bytes([OP.i32LtU, OP.select, OP.i64ExtendI32U])
}

/** Pushes, as i64, bound − local when local is below the bound, else 0. */
function pushIterationsWhileLess(to: ByteWriter, loop: CountedLoop): void {
  pushDistanceBelow(to, loop)
  to.byte(OP.i64ExtendI32U)
}

function pushBound(to: ByteWriter, { bound }: CountedLoop): void {
  if (bound.kind === 'local') to.op(OP.localGet, bound.value)
  else pushConstant(to, bound.value)
}

function pushConstant(to: ByteWriter, value: number): void {
  to.byte(OP.i32Const)
  to.signed(value)
}
