import type { ChargePoints } from '../analyse/charge-points.ts'
import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { AddedLocals, Appended, Insert } from '../plan/plan.ts'
import { type ByteWriter, collect } from './byte-writer.ts'
import { type CountingLocals, writeCountedClose, writeCountedOpen } from './counted-loop-code.ts'

/** A point to write code for. */
export interface PointToWrite {
  readonly insert: Insert
  readonly amount: number
  /** The module, and where the point is in it. */
  readonly bytes: Uint8Array
  readonly offset: number
}

/** The code that stands at the points of one function. */
export class Snippets {
  private readonly appended: Appended
  private readonly points: ChargePoints
  private readonly locals: AddedLocals | undefined
  /** Pushes the counter, pops it, and brings it to the global. */
  private readonly get: Uint8Array
  private readonly set: Uint8Array
  private readonly settle: Uint8Array
  /** Brings the counter from the global to where the function keeps it. */
  readonly resume: Uint8Array
  /** Asks for a refill when the counter is below zero. */
  private readonly check: Uint8Array

  constructor(appended: Appended, points: ChargePoints, locals: AddedLocals | undefined) {
    this.appended = appended
    this.points = points
    this.locals = locals
    const { fuel } = appended.globals
    const pair = (get: [number, number], set: [number, number]): Uint8Array =>
      collect((to) => {
        to.op(...get)
        to.op(...set)
      })
    const local = locals?.counter
    this.get = collect((to) => to.op(local === undefined ? OP.globalGet : OP.localGet, local ?? fuel))
    this.set = collect((to) => to.op(local === undefined ? OP.globalSet : OP.localSet, local ?? fuel))
    this.settle = local === undefined ? NONE : pair([OP.localGet, local], [OP.globalSet, fuel])
    this.resume = local === undefined ? NONE : pair([OP.globalGet, fuel], [OP.localSet, local])
    this.check = collect((to) => {
      to.bytes(this.get)
      to.bytes(IF_BELOW_ZERO)
      to.bytes(this.settle)
      to.op(OP.call, appended.functions.check)
      to.bytes(this.resume)
      to.byte(OP.end)
    })
  }

  /** Writes the code for a point. */
  write(to: ByteWriter, { insert, amount, bytes, offset }: PointToWrite): void {
    const { functions } = this.appended
    switch (insert) {
      case 'nothing':
        return
      case 'charge':
        return this.charge(to, amount)
      case 'charge-and-check':
        this.charge(to, amount)
        return to.bytes(this.check)
      case 'loop-open':
        to.byte(OP.loop)
        to.copy(bytes, offset + 1, offset + 1 + amount)
        return to.bytes(this.check)
      case 'loop-head':
        to.bytes(this.get)
        to.bytes(LEAVE_IF_BELOW_ZERO)
        return this.charge(to, amount)
      case 'loop-close':
        return to.byte(OP.end)
      case 'counted-open':
        return this.counted(amount, (loop, locals) => writeCountedOpen(to, loop, locals, this.appended))
      case 'counted-close':
        return this.counted(amount, (loop) => writeCountedClose(to, loop))
      case 'counted-bound':
        return to.op(OP.localGet, this.locals?.counting?.limit ?? 0)
      case 'counted-test':
        to.op(OP.localGet, this.locals?.counting?.limit ?? 0)
        return to.byte(OP.i32Ne)
      case 'relabel':
        return to.u32(amount)
      case 'relabel-table':
        return this.relabelTable(to, this.points.labels[amount] ?? [])
      case 'settle':
        return to.bytes(this.settle)
      case 'resume':
        return to.bytes(this.resume)
      case 'length':
        return this.callHelper(to, functions.length)
      case 'grow-asked':
        return to.op(OP.call, functions.growAsked)
      case 'memory-grown':
        return this.callHelper(to, functions.memoryGrown)
      case 'constant-memory-grown':
        return to.op(OP.call, functions.noteRefusal)
      case 'table-grown':
        return this.callHelper(to, functions.tableGrown)
    }
  }

  private charge(to: ByteWriter, amount: number): void {
    if (amount === 0) return
    to.bytes(this.get)
    to.byte(OP.i64Const)
    to.signed(amount)
    to.byte(OP.i64Sub)
    to.bytes(this.set)
  }

  private callHelper(to: ByteWriter, helper: number): void {
    to.bytes(this.settle)
    to.op(OP.call, helper)
    to.bytes(this.resume)
  }

  private counted(index: number, write: (loop: CountedLoopOf, locals: CountingLocals) => void): void {
    const loop = this.points.countedLoops[index]
    const { locals } = this
    if (loop !== undefined && locals?.counting !== undefined) write(loop, { ...locals, counting: locals.counting })
  }

  private relabelTable(to: ByteWriter, labels: readonly number[]): void {
    to.u32(labels.length - 1)
    for (const label of labels) to.u32(label)
  }
}

type CountedLoopOf = ChargePoints['countedLoops'][number]

const NONE = new Uint8Array()
const IF_BELOW_ZERO = [OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock]
const LEAVE_IF_BELOW_ZERO = [OP.i64Const, 0, OP.i64LtS, OP.brIf, 1]
