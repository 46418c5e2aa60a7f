import { INSERT } from '../format/inserts.ts'
import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { FunctionPlan, HelperName, RewritePlan } from '../plan/plan.ts'
import { type ByteWriter, collect } from './byte-writer.ts'
import { OwnFuel } from './own-fuel.ts'

/** A point to write code for. */
export interface PointToWrite {
  readonly amount: number
  /** The module, and where the point is in it. */
  readonly bytes: Uint8Array
  readonly offset: number
}

/** What the snippets of a function follow from. */
export type SnippetPlan = Pick<FunctionPlan, 'locals' | 'moved'>

/** The code that stands at the points of one function. */
export class Snippets {
  private readonly plan: RewritePlan
  private readonly locals: FunctionPlan['locals']
  /** The index of the function's body where that was moved. */
  private readonly moved: number
  private readonly own: OwnFuel
  /** Pushes the counter, pops it, and brings it to the global. */
  private readonly get: Uint8Array
  private readonly set: Uint8Array
  private readonly settle: Uint8Array
  /** Brings the counter from the global to where the function keeps it. */
  readonly resume: Uint8Array
  /** Asks for a refill when the counter is below zero. */
  private readonly check: Uint8Array

  /** Of the function with this index among those that the module defines. */
  constructor(plan: RewritePlan, { locals, moved }: SnippetPlan, index = 0) {
    this.plan = plan
    this.locals = locals
    this.moved = moved?.function ?? 0
    const { fuel } = plan.appended.globals
    this.own = new OwnFuel(plan, index)
    const pair = (get: [number, number], set: [number, number]): Uint8Array =>
      collect((to) => {
        to.op(...get)
        to.op(...set)
      })
    const local = locals?.counter
    this.get = collect((to) => to.op(local === undefined ? OP.globalGet : OP.localGet, local ?? fuel))
    this.set = collect((to) => to.op(local === undefined ? OP.globalSet : OP.localSet, local ?? fuel))
    this.settle = collect((to) => {
      if (local === undefined) return
      // What was taken since the counter was brought here.
      this.own.add(to, () => {
        to.op(OP.globalGet, fuel)
        to.op(OP.localGet, local)
        to.byte(OP.i64Sub)
      })
      to.bytes(pair([OP.localGet, local], [OP.globalSet, fuel]))
    })
    this.resume = local === undefined ? NONE : pair([OP.globalGet, fuel], [OP.localSet, local])
    this.check = collect((to) => {
      to.bytes(this.get)
      to.bytes(IF_BELOW_ZERO)
      to.bytes(this.settle)
      this.callHelper(to, 'check')
      to.bytes(this.resume)
      to.byte(OP.end)
    })
  }

  /** Writes the code for a point. */
  write(to: ByteWriter, insert: number, { amount, bytes, offset }: PointToWrite): void {
    switch (insert) {
      case INSERT.charge:
        return this.charge(to, amount)
      case INSERT['charge-and-check']:
        this.charge(to, amount)
        return to.bytes(this.check)
      case INSERT['loop-open']:
        return this.openLoop(to, bytes, offset + 1, amount)
      case INSERT['loop-head']:
        to.bytes(this.get)
        to.bytes(LEAVE_IF_BELOW_ZERO)
        return this.charge(to, amount)
      case INSERT['back-edge-if']:
        to.byte(OP.if)
        to.byte(TYPE.emptyBlock)
        return this.chargeAndTest(to, amount)
      case INSERT['back-edge']:
        return this.chargeAndTest(to, amount)
      case INSERT['back-label-if']:
        to.op(OP.brIf, amount + 2)
        to.op(OP.br, amount + 1)
        return to.byte(OP.end)
      case INSERT['back-label']:
        to.op(OP.brIf, amount + 1)
        return to.op(OP.br, amount)
      case INSERT['loop-close']:
        return this.closeLoop(to)
      case INSERT.relabel:
        return to.u32(amount)
      case INSERT['relabel-table']:
        return this.relabelTable(to, this.plan.points.labels[amount] ?? [])
      case INSERT['self-call']:
        return to.u32(this.moved)
      case INSERT['paid-call']:
        return this.own.handOver(to, amount)
      case INSERT.settle:
        return to.bytes(this.settle)
      case INSERT.resume:
        return to.bytes(this.resume)
      case INSERT['grow-asked']:
        return this.callHelper(to, amount === 1 ? 'growAsked64' : 'growAsked')
      case INSERT['constant-memory-grown']:
        return this.callHelper(to, amount === 1 ? 'noteRefusal64' : 'noteRefusal')
      case INSERT.length:
        return this.chargeSize(to, amount === 1 ? 'length64' : 'length')
      case INSERT['memory-grown']:
        return this.chargeSize(to, amount === 1 ? 'memoryGrown64' : 'memoryGrown')
      case INSERT['table-grown']:
        return this.chargeSize(to, amount === 1 ? 'tableGrown64' : 'tableGrown')
      case INSERT.forfeit:
        return this.callHelper(to, 'forfeit')
      case INSERT.heap:
        to.byte(OP.i64Const)
        to.signed(amount)
        return this.callHelper(to, 'heap')
      case INSERT['heap-array']:
        to.byte(OP.i32Const)
        to.signed(amount)
        return this.callHelper(to, 'heapArray')
    }
  }

  /**
   * Writes what stands before a loop, whose block type has `length` bytes from `type` on: a branch out of the innermost of
   * these, which the guest's loop takes when the counter is below zero, leads to a refill and back to the guest's loop.
   *
   *     block
   *       loop
   *         block
   *           …the guest's loop…
   *           br 2
   *         end
   *         refill
   *         br 0
   *       end
   *     end
   */
  openLoop(to: ByteWriter, bytes: Uint8Array, type: number, length: number): void {
    to.byte(OP.block)
    to.copy(bytes, type, type + length)
    to.byte(OP.loop)
    to.copy(bytes, type, type + length)
    to.bytes([OP.block, TYPE.emptyBlock])
  }

  /** Writes what stands behind that loop. */
  closeLoop(to: ByteWriter): void {
    to.bytes([OP.br, 2, OP.end])
    this.callCharging(to, 'check')
    to.bytes([OP.br, 0, OP.end, OP.end])
  }

  /** Writes what takes `amount` from the counter. */
  charge(to: ByteWriter, amount: number): void {
    if (amount === 0) return
    to.bytes(this.get)
    to.byte(OP.i64Const)
    to.signed(amount)
    to.byte(OP.i64Sub)
    to.bytes(this.set)
    this.noteCharge(to, amount)
  }

  /** Takes `amount` from the counter and leaves whether it is below zero. */
  private chargeAndTest(to: ByteWriter, amount: number): void {
    const local = this.locals?.counter
    to.bytes(this.get)
    if (amount > 0) {
      to.byte(OP.i64Const)
      to.signed(amount)
      to.byte(OP.i64Sub)
      if (local === undefined) {
        to.bytes(this.set)
        this.noteCharge(to, amount)
        to.bytes(this.get)
      } else to.op(OP.localTee, local)
    }
    to.bytes(BELOW_ZERO)
  }

  private callHelper(to: ByteWriter, name: HelperName): void {
    to.op(OP.call, this.plan.appended.helpers.get(name) ?? 0)
  }

  /** A counter in a local is compared with the global when it is brought back; one in the global can be changed by others. */
  private noteCharge(to: ByteWriter, amount: number): void {
    if (this.locals === undefined) this.own.addUnits(to, amount)
  }

  /**
   * Calls a helper that takes a size from the counter and checks. Where fuel is told apart, the helper only takes it, as a
   * refill in between would hide how much it was.
   */
  private chargeSize(to: ByteWriter, name: HelperName): void {
    if (!this.own.counts) return this.callCharging(to, name)
    const { fuel } = this.plan.appended.globals
    if (name === 'length64') to.bytes(this.check)
    to.bytes(this.settle)
    this.own.add(to, () => to.op(OP.globalGet, fuel))
    this.callHelper(to, name)
    this.own.add(to, () => {
      to.bytes([OP.i64Const, 0])
      to.op(OP.globalGet, fuel)
      to.byte(OP.i64Sub)
    })
    to.bytes(this.resume)
    to.bytes(this.check)
  }

  /** Calls a helper that takes from the counter where others find it. */
  private callCharging(to: ByteWriter, name: HelperName): void {
    to.bytes(this.settle)
    this.callHelper(to, name)
    to.bytes(this.resume)
  }

  private relabelTable(to: ByteWriter, labels: readonly number[]): void {
    to.u32(labels.length - 1)
    for (const label of labels) to.u32(label)
  }
}

const NONE = new Uint8Array()
const BELOW_ZERO = [OP.i64Const, 0, OP.i64LtS]
const IF_BELOW_ZERO = [OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock]
const LEAVE_IF_BELOW_ZERO = [OP.i64Const, 0, OP.i64LtS, OP.brIf, 1]
