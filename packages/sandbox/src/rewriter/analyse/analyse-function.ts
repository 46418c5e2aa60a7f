import { ByteReader } from '../format/byte-reader.ts'
import { EMPTY_BLOCK, type Instructions, readBlockType, readCatches } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { POINT } from '../format/point-kinds.ts'
import type { CallSites } from './call-sites.ts'
import type { ChargePoints } from './charge-points.ts'
import { ControlStack, DEAD, LABEL } from './control-stack.ts'
import { findCountedLoops, type LoopShape } from './loop-shapes.ts'
import type { ModuleFacts } from './module-facts.ts'
import { Payments } from './payments.ts'
import { isCast, ROLE, ROLES } from './roles.ts'
import { addHeapPoint, addSizedPoints } from './sized-operators.ts'

/** What a function's points say of it as a whole. */
export interface FunctionTraits {
  /** Whether it calls another function. */
  readonly calls: boolean
  /** Whether it calls itself. */
  readonly callsItself: boolean
  /** Whether it keeps the counter in a local: it has a loop, and nothing in it catches. */
  readonly keepsCounter: boolean
  /** Whether one of its loops is counted. */
  readonly counts: boolean
  /** How many labels it has. */
  readonly labels: number
  /** What all its operators cost together, executed once. */
  readonly staticFuel: number
}

const NO_LOOPS: ReadonlyMap<number, LoopShape> = new Map()

/**
 * Finds the points of the body of the function with the index `self`; linear in its size.
 *
 * Costs follow the profile `wasmtime-49`: nothing for nop, drop, block, loop, unreachable, return, else and end; 1 for
 * any other operator; 1 for entering the function; nothing for code that control can't reach.
 */
export function analyseFunction(
  self: number,
  body: { readonly bytes: Uint8Array; readonly code: Instructions },
  output: { readonly points: ChargePoints; readonly sites: CallSites },
  facts: ModuleFacts,
): FunctionTraits {
  return new FunctionAnalysis(self, { ...body, ...output, facts }).run()
}

class FunctionAnalysis {
  private readonly self: number
  private readonly bytes: Uint8Array
  private readonly code: Instructions
  private readonly points: ChargePoints
  private readonly sites: CallSites
  private readonly facts: ModuleFacts
  private readonly loops: ReadonlyMap<number, LoopShape>
  private readonly stack = new ControlStack()
  private readonly payments: Payments
  /** The fork that each open `if` began, by its level. */
  private readonly forks: number[] = []
  private readonly keepsCounter: boolean
  /** Whether code after a call may be left out although the run goes on: somebody may catch what the call throws. */
  private readonly mayThrow: boolean
  private calls = false
  private callsItself = false
  private counts = false
  private labels = 0

  constructor(
    self: number,
    {
      bytes,
      code,
      points,
      sites,
      facts,
    }: {
      bytes: Uint8Array
      code: Instructions
      points: ChargePoints
      sites: CallSites
      facts: ModuleFacts
    },
  ) {
    this.self = self
    this.bytes = bytes
    this.code = code
    this.points = points
    this.sites = sites
    this.facts = facts
    this.payments = new Payments(points)
    this.keepsCounter = code.hasLoop && !code.hasTry
    this.mayThrow = facts.hasTags || code.hasTry
    this.loops = code.hasLoop ? findCountedLoops(code, (callee) => facts.constantFuel(callee) !== undefined) : NO_LOOPS
  }

  run(): FunctionTraits {
    const { code, payments, stack } = this
    const { opcodes, count } = code
    stack.push(LABEL.function, DEAD)
    payments.payer = this.points.add(code.offsets[0] ?? 0, POINT.entry, 1)
    payments.total = 1
    let plain = 0
    for (let at = 0; at < count; at++) {
      const role = ROLES[opcodes[at] as number]
      if (role === ROLE.plain) plain++
      else if (role !== ROLE.free) {
        payments.spend(plain)
        plain = 0
        at = this.step(at, role as number)
      }
    }
    payments.mergeForks()
    const { calls, callsItself, keepsCounter, counts, labels } = this
    return { calls, callsItself, keepsCounter, counts, labels, staticFuel: payments.total }
  }

  /** Treats the instruction at `at` and returns the position of the last one that was treated with it. */
  private step(at: number, role: number): number {
    const { stack, payments } = this
    switch (role) {
      case ROLE.block:
        this.open(LABEL.block)
        break
      case ROLE.loop:
        return this.enterLoop(at)
      case ROLE.if:
        payments.spend(1)
        this.open(LABEL.if)
        this.forks[stack.top] = payments.fork(this.offset(at + 1))
        break
      case ROLE.else:
        this.enterElse(at)
        break
      case ROLE.end:
        this.close(at)
        break
      case ROLE.branch:
        payments.spend(1)
        this.branch(at)
        payments.payer = DEAD
        break
      case ROLE.branchIf:
        payments.spend(1)
        this.branch(at)
        payments.start(this.offset(at + 1))
        break
      case ROLE.branchTable:
        payments.spend(1)
        this.branchByTable(at)
        payments.payer = DEAD
        break
      case ROLE.trap:
        this.leave(at)
        payments.payer = DEAD
        break
      case ROLE.return:
        this.quit(at)
        break
      case ROLE.throw:
        this.throw(at)
        break
      case ROLE.tailCall:
        this.call(at)
        this.quit(at)
        if (this.callsSelf(at)) this.points.add(this.offset(at) + 1, POINT['self-call'], 0, this.length(at) - 1)
        break
      case ROLE.call:
        this.call(at)
        this.surroundCall(at)
        break
      case ROLE.try:
        payments.spend(1)
        this.open(LABEL.try)
        break
      case ROLE.tryTable:
        this.tryTable(at)
        break
      case ROLE.catch:
        this.enterCatch(at)
        break
      case ROLE.delegate:
        this.delegate(at)
        break
      default:
        this.sized(at, role)
    }
    return at
  }

  private open(kind: number): void {
    this.labels++
    this.stack.push(kind, this.payments.payer)
  }

  private sized(at: number, role: number): void {
    const { payments, code, points, facts } = this
    if (payments.payer === DEAD) return
    payments.spend(1)
    const place = { bytes: this.bytes, code, points, at }
    if (role === ROLE.sized) payments.spend(addSizedPoints(place, facts))
    else addHeapPoint(place, facts)
  }

  private enterLoop(at: number): number {
    const { stack, points, payments, code } = this
    const { payer } = payments
    const live = payer !== DEAD
    this.labels++
    const shape = this.loops.get(at)
    if (live && shape !== undefined && this.facts.mayCount && this.keepsCounter) {
      return this.passCountedLoop(at, shape)
    }
    const blockType = code.immediates[at] ?? EMPTY_BLOCK
    const wrapped = live && !(blockType >= 0 && this.facts.takesValues(blockType))
    const start = this.offset(at)
    const next = this.offset(at + 1)
    if (wrapped) points.add(start, POINT['loop-open'], next - start - 1)
    stack.push(LABEL.loop, payer, wrapped)
    if (live) payments.payer = points.add(next, wrapped ? POINT['loop-head'] : POINT['bare-loop-head'])
    return at
  }

  /** Sets the points of a whole counted loop, which holds nothing that needs to be looked at by itself. */
  private passCountedLoop(at: number, { end, counted }: LoopShape): number {
    const { points, code, payments } = this
    const { loop, boundAt, testAt } = counted
    const { payer } = payments
    this.counts = true
    const index = points.countedLoops.length
    points.add(this.offset(at), POINT['counted-open'], index)
    let iterationFuel = 0
    for (let inside = at + 1; inside < end; inside++) {
      const opcode = code.opcodes[inside] ?? 0
      const role = ROLES[opcode]
      if (role !== ROLE.free && role !== ROLE.end) iterationFuel++
      if (role === ROLE.call) iterationFuel += this.facts.constantFuel(code.immediates[inside] ?? 0) ?? 0
      if (inside === boundAt) {
        points.add(this.offset(inside), POINT['counted-bound'], 0, this.length(inside))
      } else if (inside === testAt) {
        if (boundAt < 0) points.add(this.offset(inside), POINT['counted-test'])
      } else if (role === ROLE.if) inside = this.passTrapArm(inside)
    }
    points.countedLoops.push({ ...loop, iterationFuel })
    points.add(this.offset(end + 1), POINT['counted-close'], index)
    payments.payer = payer
    // The test that ends a loop that tests first: two operands, the comparison, and the if.
    if (loop.test !== 'until-equal') payments.spend(4)
    return end
  }

  /** Sets the points of an arm that ends in a trap, and returns the position of its `end`. */
  private passTrapArm(at: number): number {
    const { code, payments } = this
    this.labels++
    payments.start(this.offset(at + 1))
    let inside = at + 1
    for (; code.opcodes[inside] !== OP.end; inside++) {
      const role = ROLES[code.opcodes[inside] ?? 0] as number
      if (role === ROLE.plain) payments.spend(1)
      else if (role !== ROLE.free) this.step(inside, role)
    }
    return inside
  }

  private enterElse(at: number): void {
    const { stack, payments } = this
    const live = payments.payer !== DEAD
    const before = stack.payersBefore[stack.top] as number
    const endsInTrap = !live && !stack.escapes && !stack.reached[stack.top]
    stack.nextArm(LABEL.else, live)
    payments.payer = before
    // Whoever passes the `if` and is not ended by the first arm takes the second.
    if (before === DEAD || endsInTrap) return
    payments.start(this.offset(at + 1))
    payments.closeFork(this.forks[stack.top] ?? DEAD)
  }

  private enterCatch(at: number): void {
    const { stack, payments } = this
    stack.nextArm(LABEL.catch, payments.payer !== DEAD)
    payments.payer = stack.payersBefore[stack.top] as number
    payments.start(this.offset(at + 1))
    payments.spend(1)
  }

  private delegate(at: number): void {
    const { stack } = this
    const { top } = stack
    // The label counts from outside of the `try` that ends here.
    this.relabel(this.code.immediates[at] ?? 0, this.offset(at) + 1, this.offset(at + 1), 1)
    if (stack.top === top) this.close(at)
  }

  private close(at: number): void {
    const { stack, points, payments } = this
    const { top, escapes } = stack
    const live = payments.payer !== DEAD
    if (top === 0) {
      this.leave(at)
      return
    }
    const kind = stack.kinds[top]
    const before = stack.payersBefore[top] as number
    const reached = stack.reached[top]
    stack.pop()
    if (before === DEAD) return
    const next = this.offset(at + 1)
    if (kind === LABEL.loop) {
      if (stack.wrapped[top]) points.add(next, POINT['loop-close'])
      if (live && !escapes) payments.payer = before
      return
    }
    if (kind !== LABEL.if && !live && !reached) return
    // Whoever passes the start of a label that nobody leaves but by its end passes that, too.
    if (!escapes) payments.payer = before
    else if (kind === LABEL.if) {
      payments.payer = before
      payments.start(next)
      if (!live && !reached) payments.closeFork(this.forks[top] ?? DEAD)
    } else if (reached) {
      payments.payer = before
      payments.start(next)
    }
  }

  private branch(at: number): void {
    const { stack, code, payments } = this
    const depth = code.immediates[at] ?? 0
    if (payments.payer !== DEAD) {
      if (stack.isFunction(depth)) this.leave(at)
      stack.branchTo(depth)
    }
    if (!isCast(code.opcodes[at] ?? 0)) return this.relabel(depth, this.offset(at) + 1, this.offset(at + 1))
    const reader = new ByteReader(this.bytes, this.offset(at) + 1)
    reader.u32()
    reader.byte()
    const start = reader.offset
    this.relabel(reader.u32(), start, reader.offset)
  }

  /** Replaces a label between two offsets if loops of ours are added that it counts; it counts from `outwards` levels out. */
  private relabel(depth: number, start: number, end: number, outwards = 0): void {
    const label = this.stack.newLabel(depth + outwards) - (outwards === 0 ? 0 : this.stack.newLabel(outwards))
    if (label !== depth) this.points.add(start, POINT.relabel, label, end - start)
  }

  private branchByTable(at: number): void {
    const { stack, code, points, payments } = this
    const start = code.immediates[at] ?? 0
    const labels = code.labels.slice(start + 1, start + 1 + (code.labels[start] ?? 0))
    if (payments.payer !== DEAD) {
      if (labels.some((depth) => stack.isFunction(depth))) this.leave(at)
      for (const depth of labels) stack.branchTo(depth)
    }
    const changed = labels.map((depth) => stack.newLabel(depth))
    if (changed.every((label, index) => label === labels[index])) return
    const index = points.labels.push(changed) - 1
    points.add(this.offset(at) + 1, POINT['relabel-table'], index, this.length(at) - 1)
  }

  private tryTable(at: number): void {
    const { stack, payments } = this
    payments.spend(1)
    const reader = new ByteReader(this.bytes, this.offset(at) + 1)
    readBlockType(reader)
    readCatches(reader, (depth, start, end) => {
      if (payments.payer !== DEAD) stack.branchTo(depth)
      this.relabel(depth, start, end)
    })
    this.open(LABEL.block)
  }

  private throw(at: number): void {
    const { payments, code } = this
    payments.spend(1)
    if (payments.payer !== DEAD && code.opcodes[at] === OP.throw) {
      addHeapPoint({ bytes: this.bytes, code, points: this.points, at }, this.facts)
    }
    this.quit(at)
    if (code.opcodes[at] === OP.rethrow) {
      this.relabel(code.immediates[at] ?? 0, this.offset(at) + 1, this.offset(at + 1))
    }
  }

  /** Pays for a call, and notes who pays for entering the function that is called. */
  private call(at: number): void {
    const { payments, code, facts } = this
    if (payments.payer === DEAD) return
    payments.spend(1)
    const opcode = code.opcodes[at]
    const direct = opcode === OP.call || opcode === OP.returnCall
    const callee = direct ? (code.immediates[at] ?? 0) : -1
    const constant = direct ? facts.constantFuel(callee) : undefined
    if (constant !== undefined) return payments.spend(constant)
    this.calls = true
    payments.noteCall()
    if (direct) this.sites.add(payments.payer, callee, callee === this.self)
    if (callee === this.self) this.callsItself = true
  }

  private callsSelf(at: number): boolean {
    const opcode = this.code.opcodes[at]
    return (opcode === OP.call || opcode === OP.returnCall) && this.code.immediates[at] === this.self
  }

  private surroundCall(at: number): void {
    const { payments, points, code, stack } = this
    if (payments.payer === DEAD) return
    const isConstant = code.opcodes[at] === OP.call && this.facts.constantFuel(code.immediates[at] ?? 0) !== undefined
    if (isConstant) return
    const self = this.callsSelf(at)
    if (this.keepsCounter) points.add(this.offset(at), POINT.calls)
    if (self) points.add(this.offset(at) + 1, POINT['self-call'], 0, this.length(at) - 1)
    if (this.keepsCounter) points.add(this.offset(at + 1), POINT.called)
    if (!this.mayThrow) return
    stack.leave()
    payments.start(this.offset(at + 1))
  }

  /** Ends the function here, for its caller to go on or to catch. */
  private quit(at: number): void {
    this.leave(at)
    if (this.payments.payer !== DEAD) this.stack.leave()
    this.payments.payer = DEAD
  }

  private leave(at: number): void {
    if (this.payments.payer !== DEAD && this.keepsCounter) this.points.add(this.offset(at), POINT.leave)
  }

  private offset(at: number): number {
    return this.code.offsets[at] as number
  }

  private length(at: number): number {
    return this.offset(at + 1) - this.offset(at)
  }
}
