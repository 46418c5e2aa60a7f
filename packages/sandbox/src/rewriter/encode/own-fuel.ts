import { OP } from '../format/opcodes.ts'
import type { RewritePlan } from '../plan/plan.ts'
import type { ByteWriter } from './byte-writer.ts'

/** Writes what counts the fuel of one function apart, in a global of its own; nothing where that is not planned. */
export class OwnFuel {
  /** Whether it is counted apart. */
  readonly counts: boolean
  private readonly plan: RewritePlan
  private readonly global: number

  /** Of the function with this index among those that the module defines. */
  constructor(plan: RewritePlan, index: number) {
    this.plan = plan
    this.counts = plan.profile !== undefined
    this.global = plan.appended.globals.functionFuel + index
  }

  /** Adds the i64 that `push` leaves on the stack. */
  add(to: ByteWriter, push: () => void): void {
    if (this.counts) addTo(to, this.global, push)
  }

  /** Adds `units`. */
  addUnits(to: ByteWriter, units: number): void {
    this.add(to, () => pushConstant(to, units))
  }

  /** Gives the function with the index `callee` what this one paid for entering it. */
  handOver(to: ByteWriter, callee: number): void {
    const { profile, appended } = this.plan
    if (profile === undefined) return
    const index = callee - profile.firstFunction
    const paid = profile.paidByCallers[index] ?? 0
    const global = appended.globals.functionFuel + index
    if (paid === 0 || global === this.global) return
    this.addUnits(to, -paid)
    addTo(to, global, () => pushConstant(to, paid))
  }
}

function addTo(to: ByteWriter, global: number, push: () => void): void {
  to.op(OP.globalGet, global)
  push()
  to.byte(OP.i64Add)
  to.op(OP.globalSet, global)
}

function pushConstant(to: ByteWriter, value: number): void {
  to.byte(OP.i64Const)
  to.signed(value)
}
