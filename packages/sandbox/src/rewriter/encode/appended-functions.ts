import { OP } from '../format/opcodes.ts'
import { TYPE } from '../format/value-types.ts'
import type { Appended, HelperName, RewritePlan } from '../plan/plan.ts'
import { ByteWriter } from './byte-writer.ts'

/** What rewriting appends to the type, function and code sections: types as they are there, bodies without their size. */
export interface AppendedCode {
  readonly types: readonly (readonly number[])[]
  readonly functions: readonly { readonly type: number; readonly body: Uint8Array }[]
}

const TYPES = {
  question: [TYPE.function, 0, 1, TYPE.i32],
  action: [TYPE.function, 0, 0],
  pass: [TYPE.function, 1, TYPE.i32, 1, TYPE.i32],
  pass64: [TYPE.function, 1, TYPE.i64, 1, TYPE.i64],
  spend: [TYPE.function, 1, TYPE.i64, 0],
  array: [TYPE.function, 2, TYPE.i32, TYPE.i32, 1, TYPE.i32],
} as const

type TypeName = keyof typeof TYPES

const TYPE_OF: Readonly<Record<HelperName, TypeName>> = {
  check: 'action',
  length: 'pass',
  length64: 'pass64',
  growAsked: 'pass',
  growAsked64: 'pass64',
  memoryGrown: 'pass',
  memoryGrown64: 'pass64',
  tableGrown: 'pass',
  tableGrown64: 'pass64',
  noteRefusal: 'pass',
  noteRefusal64: 'pass64',
  heap: 'spend',
  heapArray: 'array',
  forfeit: 'action',
  reset: 'action',
}

/** The helpers with their types; initialisers of globals are found in `bytes`, the module's. */
export function appendedCode(bytes: Uint8Array, plan: RewritePlan): AppendedCode {
  const { appended } = plan
  const names: TypeName[] = []
  const indexOf = (name: TypeName): number => {
    if (!names.includes(name)) names.push(name)
    return appended.type + names.indexOf(name)
  }
  const helpers = new HelperBodies(bytes, plan, indexOf)
  const functions = [...appended.helpers.keys()].map((name) => ({
    type: indexOf(TYPE_OF[name]),
    body: helpers.bodyOf(name),
  }))
  return { types: names.map((name) => TYPES[name]), functions }
}

/** A charge that no budget covers: the operator that has such a length traps in any case. */
const MOST_CHARGED = 2 ** 62

/** Writes the bodies of helpers, none of which has locals. */
class HelperBodies {
  private readonly bytes: Uint8Array
  private readonly plan: RewritePlan
  private readonly appended: Appended
  private readonly typeIndex: (name: TypeName) => number
  private to: ByteWriter = new ByteWriter(64)

  constructor(bytes: Uint8Array, plan: RewritePlan, typeIndex: (name: TypeName) => number) {
    this.bytes = bytes
    this.plan = plan
    this.appended = plan.appended
    this.typeIndex = typeIndex
  }

  bodyOf(name: HelperName): Uint8Array {
    this.to = new ByteWriter(64)
    this.to.byte(0)
    this.write(name)
    this.to.byte(OP.end)
    return this.to.finish()
  }

  private write(name: HelperName): void {
    const { to } = this
    const { asked, heap } = this.appended.globals
    switch (name) {
      case 'check':
        return this.check()
      case 'length':
        to.bytes([OP.localGet, 0, OP.i64ExtendI32U])
        this.charge()
        return to.bytes([OP.localGet, 0])
      case 'length64':
        // A run that has ended already is not charged again and again: the counter would wrap around.
        if (this.plan.profile === undefined) this.checkBelowZero()
        to.bytes([OP.localGet, 0])
        this.mostCharged()
        to.bytes([OP.localGet, 0])
        this.mostCharged()
        to.bytes([OP.i64LtU, OP.select])
        this.charge()
        return to.bytes([OP.localGet, 0])
      case 'growAsked':
      case 'growAsked64':
        to.bytes([OP.localGet, 0])
        if (name === 'growAsked') to.byte(OP.i64ExtendI32U)
        to.op(OP.globalSet, asked)
        return to.bytes([OP.localGet, 0])
      case 'memoryGrown':
      case 'tableGrown':
      case 'memoryGrown64':
      case 'tableGrown64':
        this.ifRefused(name.endsWith('64'))
        if (name.startsWith('memory')) this.noteRefusal()
        to.byte(OP.else)
        to.op(OP.globalGet, asked)
        this.charge()
        return to.bytes([OP.end, OP.localGet, 0])
      case 'noteRefusal':
      case 'noteRefusal64':
        this.ifRefused(name.endsWith('64'))
        this.noteRefusal()
        return to.bytes([OP.end, OP.localGet, 0])
      case 'forfeit':
        to.op(OP.globalGet, this.appended.globals.fuel)
        to.bytes([OP.i64Const, 0, OP.i64GtS, OP.if, TYPE.emptyBlock, OP.i64Const, 0])
        to.op(OP.globalSet, this.appended.globals.fuel)
        return to.byte(OP.end)
      case 'reset':
        return this.reset()
      case 'heap':
        to.op(OP.globalGet, heap)
        to.bytes([OP.localGet, 0])
        return this.takeFromHeap()
      case 'heapArray':
        to.op(OP.globalGet, heap)
        to.bytes([OP.localGet, 0, OP.i64ExtendI32U, OP.localGet, 1, OP.i64ExtendI32U, OP.i64Mul])
        to.bytes([OP.i64Const, 16, OP.i64Add])
        this.takeFromHeap()
        return to.bytes([OP.localGet, 0])
    }
  }

  /** The counter is its account's to set. */
  private reset(): void {
    const { to, bytes, plan } = this
    const { refused, asked, heap } = this.appended.globals
    for (const { global, start, end } of plan.resets ?? []) {
      to.copy(bytes, start, end)
      to.op(OP.globalSet, global)
    }
    to.bytes([OP.i32Const, 0])
    to.op(OP.globalSet, refused)
    to.bytes([OP.i64Const, 0])
    to.op(OP.globalSet, asked)
    to.byte(OP.i64Const)
    to.signed(plan.heapBytes ?? 0)
    to.op(OP.globalSet, heap)
  }

  /** A refill that says "stop" ends the run by `unreachable`: a guest can catch a throw, never a trap. */
  private check(): void {
    const { to, appended } = this
    to.bytes([OP.i32Const, 0, OP.callIndirect])
    to.u32(this.typeIndex('question'))
    to.u32(appended.table)
    to.bytes([OP.if, TYPE.emptyBlock, OP.unreachable, OP.end])
    // V8 inlines bodies of less than 12 bytes wherever they are called, also where that is all but never.
    to.bytes([OP.nop, OP.nop, OP.nop])
  }

  /** Takes the i64 on top of the stack from the counter; refills below zero, unless the caller sees to that. */
  private charge(): void {
    const { to } = this
    const { fuel } = this.appended.globals
    to.bytes([OP.i64Const, 0x7f, OP.i64Mul])
    to.op(OP.globalGet, fuel)
    to.byte(OP.i64Add)
    to.op(OP.globalSet, fuel)
    if (this.plan.profile === undefined) this.checkBelowZero()
  }

  private checkBelowZero(): void {
    const { to, appended } = this
    to.op(OP.globalGet, appended.globals.fuel)
    to.bytes([OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock, OP.call])
    to.u32(appended.helpers.get('check') ?? 0)
    to.byte(OP.end)
  }

  private mostCharged(): void {
    this.to.byte(OP.i64Const)
    this.to.signed(MOST_CHARGED)
  }

  /** With the result of a growth as parameter: whether it failed. */
  private ifRefused(wide: boolean): void {
    const minusOne = 0x7f
    this.to.bytes([OP.localGet, 0, wide ? OP.i64Const : OP.i32Const, minusOne])
    this.to.bytes([wide ? OP.i64Eq : OP.i32Eq, OP.if, TYPE.emptyBlock])
  }

  private noteRefusal(): void {
    this.to.bytes([OP.i32Const, 1])
    this.to.op(OP.globalSet, this.appended.globals.refused)
  }

  /** With what was left and what is taken on the stack; ends the run when that is more. */
  private takeFromHeap(): void {
    const { to } = this
    const { heap } = this.appended.globals
    to.byte(OP.i64Sub)
    to.op(OP.globalSet, heap)
    to.op(OP.globalGet, heap)
    to.bytes([OP.i64Const, 0, OP.i64LtS, OP.if, TYPE.emptyBlock])
    this.noteRefusal()
    to.bytes([OP.unreachable, OP.end])
  }
}
