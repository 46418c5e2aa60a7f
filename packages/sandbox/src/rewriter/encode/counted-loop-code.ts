import type { CountedLoop } from '../analyse/counted-loop.ts'
import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { AddedLocals, Appended } from '../plan/plan.ts'
import type { ByteWriter } from './byte-writer.ts'

/** The locals of a function with counted loops. */
export type CountingLocals = AddedLocals & { readonly counting: NonNullable<AddedLocals['counting']> }

/**
 * Writes what stands before a counted loop: a loop of ours, around it, that pays for as many iterations as there is fuel
 * for and sets the limit up to which the guest's loop then runs, with nothing to count in it.
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
  if (loop.test === 'until-equal') pushIterationsUntilEqual(to, loop, limit)
  else pushIterationsWhileLess(to, loop)
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

  to.op(OP.localGet, counter)
  pushCost(to, loop, iterations)
  to.byte(OP.i64Sub)
  to.op(OP.localSet, counter)

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
  const size = Math.abs(loop.step)
  // Left in `scratch`: the distance, in steps; not whole or zero when out of the range that is tested below.
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
    const bits = 31 - Math.clz32(size)
    // A remainder turns up in the highest bits and makes the number too large.
    if (bits > 0) {
      pushConstant(to, bits)
      to.byte(OP.i32Rotr)
    }
    to.op(OP.localTee, scratch)
    pushConstant(to, 1)
    to.op(OP.localGet, scratch)
    pushConstant(to, 1)
    to.byte(OP.i32Sub)
    pushConstant(to, (2 ** (32 - bits) - 1) | 0)
    to.byte(OP.i32LtU)
  } else {
    to.op(OP.localTee, scratch)
    pushConstant(to, size)
    to.byte(OP.i32DivU)
    pushConstant(to, 1)
    to.op(OP.localGet, scratch)
    pushConstant(to, size)
    to.byte(OP.i32RemU)
    to.byte(OP.i32Eqz)
    to.op(OP.localGet, scratch)
    pushConstant(to, 0)
    to.byte(OP.i32Ne)
    to.byte(OP.i32And)
  }
  to.bytes([OP.select, OP.i64ExtendI32U])
}

/** Pushes, as i64, bound − local when local is below the bound, else 0. */
function pushIterationsWhileLess(to: ByteWriter, loop: CountedLoop): void {
  pushBound(to, loop)
  to.op(OP.localGet, loop.local)
  to.byte(OP.i32Sub)
  pushConstant(to, 0)
  to.op(OP.localGet, loop.local)
  pushBound(to, loop)
  to.byte(loop.test === 'while-less-signed' ? OP.i32LtS : OP.i32LtU)
  to.bytes([OP.select, OP.i64ExtendI32U])
}

function pushBound(to: ByteWriter, { bound }: CountedLoop): void {
  if (bound.kind === 'local') to.op(OP.localGet, bound.value)
  else pushConstant(to, bound.value)
}

function pushConstant(to: ByteWriter, value: number): void {
  to.byte(OP.i32Const)
  to.signed(value)
}
