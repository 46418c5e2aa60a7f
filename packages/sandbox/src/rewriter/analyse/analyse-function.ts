import { ByteReader } from '../format/byte-reader.ts'
import { EMPTY_BLOCK, type Instructions, readBlockType, readCatches } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { POINT } from '../format/point-kinds.ts'
import type { CallSites } from './call-sites.ts'
import type { ChargePoints } from './charge-points.ts'
import { ControlStack, DEAD, LABEL, SEEN } from './control-stack.ts'
import { type RecognisedLoop, recogniseCountedLoop } from './counted-loop.ts'
import type { ModuleFacts } from './module-facts.ts'
import { Payments, type PaymentsMark } from './payments.ts'
import { isCast, ROLE, ROLES } from './roles.ts'
import { addHeapPoint, addSizedPoints } from './sized-operators.ts'

/** What a function's points say of it as a whole. */
export interface FunctionTraits {
  /** Whether it calls another function. */
  readonly calls: boolean
  /** Whether it calls itself. */
  readonly callsItself: boolean
  /** Whether it keeps the counter in a local: it has a loop that calls nothing, and catches nothing. */
  readonly keepsCounter: boolean
  /** Whether one of its loops is counted. */
  readonly counts: boolean
  /** How many labels it has. */
  readonly labels: number
  /** What all its operators cost together, executed once. */
  readonly staticFuel: number
}

/** The state of an analysis where the innermost loop begins, to go back to when it turns out to be counted. */
interface LoopStart {
  readonly points: number
  readonly sites: number
  readonly labels: number
  readonly payments: PaymentsMark
}

/** Several branches lead back to a loop. */
const SEVERAL = -2

/** What a function's analysis reads, and where it leaves its points. */
export interface AnalysisContext {
  readonly bytes: Uint8Array
  readonly code: Instructions
  readonly points: ChargePoints
  readonly sites: CallSites
  readonly facts: ModuleFacts
}

/**
 * Finds the points of the body of the function with the index `self`; linear in its size.
 *
 * Costs follow the profile `wasmtime-49`: nothing for nop, drop, block, loop, unreachable, return, else and end; 1 for
 * any other operator; 1 for entering the function; nothing for code that control can't reach.
 */
export function analyseFunction(self: number, context: AnalysisContext): FunctionTraits {
  return new FunctionAnalysis(self, context).run()
}

class FunctionAnalysis {
  private readonly self: number
  private readonly bytes: Uint8Array
  private readonly code: Instructions
  private readonly points: ChargePoints
  private readonly sites: CallSites
  private readonly facts: ModuleFacts
  private readonly stack = new ControlStack()
  private readonly payments: Payments
  /** The fork or loop that each open `if` or `loop` began, by its level. */
  private readonly moves: number[] = []
  /** Whether code after a call may be left out although the run goes on: somebody may catch what the call throws. */
  private readonly mayThrow: boolean
  private readonly mayCount: boolean
  private loopStart: LoopStart | undefined
  private calls = false
  private callsItself = false
  private counts = false
  private hasTightLoop = false
  private labels = 0

  constructor(self: number, { bytes, code, points, sites, facts }: AnalysisContext) {
    this.self = self
    this.bytes = bytes
    this.code = code
    this.points = points
    this.sites = sites
    this.facts = facts
    this.payments = new Payments(points)
    this.mayThrow = facts.hasTags || code.hasTry
    this.mayCount = facts.mayCount && !code.hasTry
  }

  run(): FunctionTraits {
    const { code, payments, stack } = this
    const { opcodes, count } = code
    stack.push(LABEL.function, 0, DEAD)
    payments.payer = this.points.add(code.offsets[0] ?? 0, POINT.entry, 1)
    payments.total = 1
    let plain = 0
    for (let at = 0; at < count; at++) {
      const role = ROLES[opcodes[at] as number] as number
      if (role === ROLE.plain) plain++
      else if (role !== ROLE.free) {
        payments.spend(plain)
        plain = 0
        this.step(at, role)
      }
    }
    payments.settle()
    const { calls, callsItself, counts, labels } = this
    const keepsCounter = this.hasTightLoop && !code.hasTry
    return { calls, callsItself, keepsCounter, counts, labels, staticFuel: payments.total }
  }

  private step(at: number, role: number): void {
    const { stack, payments } = this
    switch (role) {
      case ROLE.block:
        return this.open(LABEL.block, at)
      case ROLE.loop:
        return this.enterLoop(at)
      case ROLE.if:
        payments.spend(1)
        this.open(LABEL.if, at)
        this.moves[stack.top] = payments.fork(this.offset(at + 1))
        return
      case ROLE.else:
        return this.enterElse(at)
      case ROLE.end:
        return this.close(at)
      case ROLE.branch:
        payments.spend(1)
        this.branch(at)
        payments.payer = DEAD
        return
      case ROLE.branchIf:
        payments.spend(1)
        this.branch(at)
        return payments.start(this.offset(at + 1))
      case ROLE.branchTable:
        payments.spend(1)
        this.branchByTable(at)
        payments.payer = DEAD
        return
      case ROLE.trap:
        if (stack.traps[stack.top] === -1) stack.traps[stack.top] = at
        this.leave(at)
        payments.payer = DEAD
        return
      case ROLE.return:
        return this.quit(at)
      case ROLE.throw:
        return this.throw(at)
      case ROLE.tailCall:
        return this.tailCall(at)
      case ROLE.call:
        return this.call(at)
      case ROLE.try:
        payments.spend(1)
        return this.open(LABEL.try, at)
      case ROLE.tryTable:
        return this.tryTable(at)
      case ROLE.catch:
        return this.enterCatch(at)
      case ROLE.delegate:
        return this.delegate(at)
      default:
        this.sized(at, role)
    }
  }

  private open(kind: number, at: number): void {
    this.labels++
    this.stack.push(kind, at, this.payments.payer)
  }

  private sized(at: number, role: number): void {
    const { payments, code, points, facts } = this
    this.stack.note(SEEN.branches)
    if (payments.payer === DEAD) return
    payments.spend(1)
    const place = { bytes: this.bytes, code, points, at }
    if (role === ROLE.sized) payments.spend(addSizedPoints(place, facts))
    else addHeapPoint(place, facts)
  }

  private enterLoop(at: number): void {
    const { stack, points, payments, code, sites } = this
    const { payer } = payments
    const blockType = code.immediates[at] ?? EMPTY_BLOCK
    this.loopStart = { points: points.count, sites: sites.count, labels: this.labels, payments: payments.mark() }
    this.labels++
    if (payer === DEAD) return stack.push(LABEL.loop, at, DEAD)
    const wrapped = !(blockType >= 0 && this.facts.takesValues(blockType))
    const start = this.offset(at)
    const next = this.offset(at + 1)
    if (wrapped) points.add(start, POINT['loop-open'], next - start - 1)
    const head = points.add(next, wrapped ? POINT['loop-head'] : POINT['bare-loop-head'])
    stack.push(LABEL.loop, at, payer, wrapped ? head : DEAD)
    payments.payer = head
    this.moves[stack.top] = payments.loop(payer, head)
  }

  /** Goes back to where the loop that ends at `end` begins, and sets the points of a counted loop instead. */
  private countLoop(at: number, end: number, { loop, boundAt, testAt }: RecognisedLoop, start: LoopStart): void {
    const { points, code, payments, sites } = this
    this.counts = true
    points.count = start.points
    sites.count = start.sites
    this.labels = start.labels + 1
    payments.backTo(start.payments)
    const { payer } = payments
    const index = points.countedLoops.length
    points.add(this.offset(at), POINT['counted-open'], index)
    let iterationFuel = 0
    for (let inside = at + 1; inside < end; inside++) {
      const role = ROLES[code.opcodes[inside] as number]
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
  }

  /** Sets the points of an arm that ends in a trap, and returns the position of its `end`. */
  private passTrapArm(at: number): number {
    const { code, payments } = this
    this.labels++
    payments.start(this.offset(at + 1))
    let inside = at + 1
    for (; code.opcodes[inside] !== OP.end; inside++) {
      const role = ROLES[code.opcodes[inside] as number] as number
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
    stack.note(SEEN.branches)
    payments.payer = before
    // Whoever passes the `if` and is not ended by the first arm takes the second.
    if (before === DEAD || endsInTrap) return
    payments.start(this.offset(at + 1))
    payments.closeFork(this.moves[stack.top] ?? DEAD)
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
    // The label counts from outside of the `try` that ends here.
    const depth = this.code.immediates[at] ?? 0
    const label = stack.newLabel(depth + 1) - stack.newLabel(1)
    this.relabel(depth, label, this.offset(at) + 1, this.offset(at + 1))
    this.close(at)
  }

  private close(at: number): void {
    const { stack, payments } = this
    const { top, escapes } = stack
    const live = payments.payer !== DEAD
    if (top === 0) return this.leave(at)
    const kind = stack.kinds[top]
    const before = stack.payersBefore[top] as number
    const reached = stack.reached[top]
    stack.pop()
    if (kind === LABEL.loop) return this.closeLoop(at, live && !escapes)
    this.passOn(at, kind === LABEL.if)
    if (before === DEAD || (kind !== LABEL.if && !live && !reached)) return
    // Whoever passes the start of a label that nobody leaves but by its end passes that, too.
    if (!escapes) payments.payer = before
    else if (kind === LABEL.if) {
      payments.payer = before
      payments.start(this.offset(at + 1))
      if (!live && !reached) payments.closeFork(this.moves[top] ?? DEAD)
    } else if (reached) {
      payments.payer = before
      payments.start(this.offset(at + 1))
    }
  }

  /** Tells the label around the one just closed what keeps a loop from being counted. */
  private passOn(at: number, isIf: boolean): void {
    const { stack, code } = this
    const { opcodes } = code
    const closed = stack.top + 1
    const seen = stack.seen[closed] as number
    const trapAt = stack.traps[closed] as number
    // Kept: an arm that can only end in a trap, such as a bounds check, and an `if` that is the whole body of a loop.
    if (isIf && (seen & SEEN.branches) === 0 && trapAt === at - 1) return
    const isWhileBody = isIf && seen === 0 && trapAt === -1 && opcodes[at + 1] === OP.end && opcodes[at - 1] === OP.br
    stack.note(isWhileBody ? 0 : seen | SEEN.branches)
  }

  private closeLoop(at: number, endsOnlyHere: boolean): void {
    const { stack, points, payments, code, loopStart } = this
    const closed = stack.top + 1
    const start = stack.starts[closed] as number
    const before = stack.payersBefore[closed] as number
    const seen = stack.seen[closed] as number
    const isPlain = seen === 0 && stack.traps[closed] === -1
    stack.note(seen | SEEN.branches)
    if (before === DEAD) return
    if ((seen & SEEN.calls) === 0) this.hasTightLoop = true
    if (isPlain && this.mayCount && loopStart !== undefined) {
      const counted = recogniseCountedLoop(code, start, at)
      if (counted !== undefined) return this.countLoop(start, at, counted, loopStart)
    }
    const head = stack.heads[closed] as number
    const backEdge = stack.backEdges[closed] as number
    if (head !== DEAD) {
      points.add(this.offset(at + 1), POINT['loop-close'])
      if (backEdge >= 0) payments.rotate(this.moves[closed] as number, backEdge)
    }
    if (endsOnlyHere) payments.payer = before
  }

  private branch(at: number): void {
    const { stack, code, payments } = this
    const depth = code.immediates[at] ?? 0
    const opcode = code.opcodes[at] as number
    const target = stack.top - depth
    // Kept: the back branch of `loop … if … br 1, end, end` and of `loop … br_if 0, end`.
    const isBack = depth === (opcode === OP.br ? 1 : 0) && code.opcodes[at + 1] === OP.end
    if (!isBack || (opcode !== OP.br && opcode !== OP.brIf)) stack.note(SEEN.branches)
    if (payments.payer !== DEAD) {
      if (stack.isFunction(depth)) this.leave(at)
      stack.branchTo(depth)
      if (stack.heads[target] !== DEAD) {
        if (stack.backEdges[target] === DEAD && (opcode === OP.br || opcode === OP.brIf)) {
          stack.backEdges[target] = this.addBackEdge(at, stack.newLabel(depth))
          return
        }
        this.manyBackEdges(target)
      }
    }
    if (!isCast(opcode)) return this.relabel(depth, stack.newLabel(depth), this.offset(at) + 1, this.offset(at + 1))
    const reader = new ByteReader(this.bytes, this.offset(at) + 1)
    reader.u32()
    reader.byte()
    const start = reader.offset
    this.relabel(reader.u32(), stack.newLabel(depth), start, reader.offset)
  }

  /** Sets the points of a branch that leads back to the head of a loop: what it costs, and where it leads. */
  private addBackEdge(at: number, label: number): number {
    const { points, code } = this
    const always = code.opcodes[at] === OP.br
    const edge = points.add(this.offset(at), always ? POINT['back-edge'] : POINT['back-edge-if'])
    points.add(this.offset(at), always ? POINT['back-label'] : POINT['back-label-if'], label, this.length(at))
    return edge
  }

  /** Makes the branch that leads back to the loop at `level` an ordinary one: there are others. */
  private manyBackEdges(level: number): void {
    const { points, stack } = this
    const edge = stack.backEdges[level] as number
    stack.backEdges[level] = SEVERAL
    if (edge < 0) return
    const label = edge + 1
    points.kinds[edge] = POINT.nothing
    points.kinds[label] = POINT.relabel
    points.offsets[label] = (points.offsets[label] as number) + 1
    points.replaced[label] = (points.replaced[label] as number) - 1
  }

  /** Replaces a label between two offsets if loops of ours are added that it counts. */
  private relabel(depth: number, label: number, start: number, end: number): void {
    if (label !== depth) this.points.add(start, POINT.relabel, label, end - start)
  }

  private branchByTable(at: number): void {
    const { stack, code, points, payments } = this
    const start = code.immediates[at] ?? 0
    const labels = code.labels.slice(start + 1, start + 1 + (code.labels[start] ?? 0))
    stack.note(SEEN.branches)
    if (payments.payer !== DEAD) {
      if (labels.some((depth) => stack.isFunction(depth))) this.leave(at)
      for (const depth of labels) {
        stack.branchTo(depth)
        this.manyBackEdges(stack.top - depth)
      }
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
      if (payments.payer !== DEAD) {
        stack.branchTo(depth)
        this.manyBackEdges(stack.top - depth)
      }
      this.relabel(depth, stack.newLabel(depth), start, end)
    })
    this.open(LABEL.block, at)
  }

  private throw(at: number): void {
    const { payments, code, stack } = this
    payments.spend(1)
    if (payments.payer !== DEAD && code.opcodes[at] === OP.throw) {
      addHeapPoint({ bytes: this.bytes, code, points: this.points, at }, this.facts)
    }
    this.quit(at)
    const depth = code.immediates[at] ?? 0
    if (code.opcodes[at] === OP.rethrow) {
      this.relabel(depth, stack.newLabel(depth), this.offset(at) + 1, this.offset(at + 1))
    }
  }

  private call(at: number): void {
    const { payments, points, code, stack } = this
    const callee = this.callee(at)
    const constant = this.facts.constantFuel(callee)
    if (constant !== undefined) return payments.spend(1 + constant)
    stack.note(SEEN.calls)
    if (payments.payer === DEAD) return
    this.payForCall(callee)
    if (code.hasLoop) points.add(this.offset(at), POINT.calls)
    this.addSelfCall(at, callee)
    if (code.hasLoop) points.add(this.offset(at + 1), POINT.called)
    if (!this.mayThrow) return
    stack.leave()
    payments.start(this.offset(at + 1))
  }

  private tailCall(at: number): void {
    const { payments } = this
    const live = payments.payer !== DEAD
    const callee = this.callee(at)
    const constant = this.facts.constantFuel(callee)
    if (constant !== undefined) payments.spend(1 + constant)
    else if (live) this.payForCall(callee)
    this.quit(at)
    if (live) this.addSelfCall(at, callee)
  }

  /** The index of the function that is called directly, else -1. */
  private callee(at: number): number {
    const opcode = this.code.opcodes[at]
    return opcode === OP.call || opcode === OP.returnCall ? (this.code.immediates[at] as number) : -1
  }

  /** Pays for a call, and notes who pays for entering the function that is called. */
  private payForCall(callee: number): void {
    const { payments } = this
    payments.spend(1)
    payments.noteCall(payments.payer)
    this.calls = true
    if (callee === this.self) this.callsItself = true
    if (callee >= 0) this.sites.add(payments.payer, callee, callee === this.self)
  }

  private addSelfCall(at: number, callee: number): void {
    if (callee === this.self) this.points.add(this.offset(at) + 1, POINT['self-call'], 0, this.length(at) - 1)
  }

  /** Ends the function here, for its caller to go on or to catch. */
  private quit(at: number): void {
    this.stack.note(SEEN.branches)
    this.leave(at)
    if (this.payments.payer !== DEAD) this.stack.leave()
    this.payments.payer = DEAD
  }

  private leave(at: number): void {
    if (this.payments.payer !== DEAD && this.code.hasLoop) this.points.add(this.offset(at), POINT.leave)
  }

  private offset(at: number): number {
    return this.code.offsets[at] as number
  }

  private length(at: number): number {
    return this.offset(at + 1) - this.offset(at)
  }
}
