import { ByteReader } from '../format/byte-reader.ts'
import { InstructionCursor } from '../format/instruction-cursor.ts'
import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { POINT } from '../format/point-kinds.ts'
import type { CallSites } from './call-sites.ts'
import type { ChargePoints } from './charge-points.ts'
import { type ControlStack, DEAD, LABEL, SEEN } from './control-stack.ts'
import { type CountedLoop, recogniseCountedLoop, TEST_OF_FIRST } from './counted-loop.ts'
import type { ModuleFacts } from './module-facts.ts'
import { Payments } from './payments.ts'
import { NO_SHORTCUT, ROLE, ROLES, SHORTCUTS } from './roles.ts'
import { addHeapPoint, addSizedPoints } from './sized-operators.ts'

/** What a function's points say of it as a whole. */
export interface FunctionTraits {
  /** Whether it calls itself. */
  readonly callsItself: boolean
  /** Whether something in it catches. */
  readonly hasTry: boolean
  /** Whether it keeps the counter in a local: it has a loop that calls nothing, and catches nothing. */
  readonly keepsCounter: boolean
  /** How many of its loops are counted. */
  readonly countedLoops: number
  /** How many labels it has. */
  readonly labels: number
  /** What all its operators cost together, executed once. */
  readonly staticFuel: number
  /** Whether it changes a table or drops a segment. */
  readonly alters: boolean
}

/** Several branches lead back to a loop. */
const SEVERAL = -2

/** What a function's analysis reads, and where it leaves its points. */
export interface AnalysisContext {
  readonly bytes: Uint8Array
  readonly points: ChargePoints
  readonly sites: CallSites
  readonly facts: ModuleFacts
  /** To work with, one for all functions. */
  readonly scratch: { readonly stack: ControlStack; readonly code: Instructions }
}

/**
 * Finds the points of the function with the index `self`, whose instructions stand from `code` to `end`; linear in its size.
 *
 * Costs follow the profile `wasmtime-49`: nothing for nop, drop, block, loop, unreachable, return, else and end; 1 for
 * any other operator; 1 for entering the function; nothing for code that control can't reach.
 */
export function analyseFunction(
  self: number,
  { code: start, end }: { readonly code: number; readonly end: number },
  context: AnalysisContext,
): FunctionTraits {
  const { points, sites } = context
  const before = { points: points.count, sites: sites.count }
  const traits = new FunctionAnalysis(self, false, context).run(start, end)
  if (traits !== undefined) return traits
  points.count = before.points
  sites.count = before.sites
  return new FunctionAnalysis(self, true, context).run(start, end) as FunctionTraits
}

/** Of the operators that cost by a size, those that change a table. */
const TABLE_OPERATORS: ReadonlySet<number> = new Set([OP.tableInit, OP.tableCopy, OP.tableGrow, OP.tableFill])

/** wasmtime charges growing by a constant up to this whether or not it succeeds, and other growth when it does. */
const MOST_CHARGED_IN_ANY_CASE = 128

/** The value of the constant at the offset `at`, when it has at most two bytes; else 0. */
function constantAt(bytes: Uint8Array, at: number): number {
  const reader = new ByteReader(bytes, at + 1)
  const first = bytes[at + 1] as number
  return first < 0x80 || (bytes[at + 2] as number) < 0x80 ? reader.s32() : 0
}

class FunctionAnalysis {
  private readonly self: number
  private readonly cursor: InstructionCursor
  private readonly points: ChargePoints
  private readonly sites: CallSites
  private readonly facts: ModuleFacts
  private readonly stack: ControlStack
  private readonly code: Instructions
  private readonly payments: Payments
  /** The fork or loop that each open `if` or `loop` began, by its level. */
  private readonly moves: number[] = []
  /** Whether code after a call may be left out although the run goes on: somebody may catch what the call throws. */
  private readonly mayThrow: boolean
  /** Whether there is a try or try_table in it, so that the counter must stay where a handler finds it. */
  private readonly hasTry: boolean
  /** Whether there may be a loop. */
  private mayLoop = false
  /** Where the last instruction that is not plain ended, and its opcode. */
  private lastEnd = 0
  private lastOpcode: number = OP.nop
  private callsItself = false
  private countedLoops = 0
  private hasTightLoop = false
  private alters = false
  private labels = 0

  constructor(self: number, hasTry: boolean, { bytes, points, sites, facts, scratch }: AnalysisContext) {
    this.self = self
    this.hasTry = hasTry
    this.cursor = new InstructionCursor(bytes)
    this.points = points
    this.sites = sites
    this.facts = facts
    this.stack = scratch.stack
    this.code = scratch.code
    this.stack.top = -1
    this.payments = new Payments(points)
    this.mayThrow = facts.mayThrow || hasTry
  }

  /** Nothing when a try turns up that was not known of. */
  run(start: number, end: number): FunctionTraits | undefined {
    const { payments, stack, cursor } = this
    this.mayLoop = cursor.bytes.subarray(start, end).includes(OP.loop)
    this.lastEnd = start
    stack.push(LABEL.function, start, DEAD)
    payments.payer = this.points.add(start, POINT.entry, 1)
    payments.total = 1
    if (!this.scan(start, end)) return undefined
    payments.settle()
    const { callsItself, hasTry, countedLoops, labels, alters } = this
    const keepsCounter = this.hasTightLoop && !hasTry
    return { callsItself, hasTry, keepsCounter, countedLoops, labels, staticFuel: payments.total, alters }
  }

  /** Reads the code from `start` to `end`; false when a try turns up that was not known of. */
  private scan(start: number, end: number): boolean {
    const { payments, cursor } = this
    const { bytes } = cursor
    let plain = 0
    let at = start
    while (at < end) {
      const shortcut = SHORTCUTS[bytes[at] as number] as number
      const length = shortcut & 3
      const first = bytes[at + 1] as number
      const last = bytes[at + length] as number
      if ((((last | (shortcut >> 8)) & shortcut & 0x80) | (first & (shortcut >> 16) & 0x40)) === 0) {
        plain += shortcut >> 24
        at += length + 1
        continue
      }
      if ((shortcut & NO_SHORTCUT) !== NO_SHORTCUT && (first & (shortcut >> 16) & 0x40) === 0) {
        // The same with longer numbers, of which it has as many as their short forms have bytes.
        plain += shortcut >> 24
        at++
        for (let numbers = length; numbers > 0; numbers--) while ((bytes[at++] as number) >= 0x80);
        continue
      }
      cursor.read(at)
      const role = ROLES[cursor.opcode] as number
      if (role === ROLE.plain) plain++
      else if (role === ROLE.alters) {
        plain++
        this.alters = true
      } else if (role !== ROLE.free) {
        if ((role === ROLE.try || role === ROLE.tryTable) && !this.hasTry) return false
        payments.spend(plain)
        plain = 0
        this.step(at, role)
        this.lastEnd = cursor.next
        this.lastOpcode = cursor.opcode
      }
      at = cursor.next
    }
    return true
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
        this.moves[stack.top] = payments.fork(this.cursor.next)
        return
      case ROLE.else:
        return this.enterElse()
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
        return payments.start(this.cursor.next)
      case ROLE.branchTable:
        payments.spend(1)
        this.branchByTable(at)
        payments.payer = DEAD
        return
      case ROLE.trap:
        if (stack.traps[stack.top] === -1) stack.traps[stack.top] = this.cursor.next
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
        return this.enterCatch()
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
    const { payments, cursor, points, facts } = this
    this.stack.note(SEEN.branches)
    if (TABLE_OPERATORS.has(cursor.opcode)) this.alters = true
    if (payments.payer === DEAD) return
    payments.spend(1)
    if (role === ROLE.allocates) addHeapPoint(cursor, points, facts)
    else payments.spend(addSizedPoints(cursor, points, { facts, constant: this.constantBefore(at) }))
  }

  /** The constant that the operator at `at` takes if it is one that wasmtime charges in any case, else 0. */
  private constantBefore(at: number): number {
    const { opcode } = this.cursor
    if (opcode !== OP.memoryGrow && opcode !== OP.tableGrow) return 0
    const { code } = this
    code.read(this.cursor.bytes, this.lastEnd, at)
    const last = code.count - 1
    const isConstant = code.opcodes[last] === OP.i32Const || code.opcodes[last] === OP.i64Const
    const value = isConstant ? constantAt(this.cursor.bytes, code.offsets[last] as number) : 0
    return value > 0 && value <= MOST_CHARGED_IN_ANY_CASE ? value : 0
  }

  private enterLoop(at: number): void {
    const { stack, points, payments, cursor } = this
    const { payer } = payments
    const { value: blockType, next } = cursor
    this.labels++
    if (payer === DEAD) return stack.push(LABEL.loop, at, DEAD)
    const wrapped = !(blockType >= 0 && this.facts.takesValues(blockType))
    if (wrapped) points.add(at, POINT['loop-open'], next - at - 1)
    const head = points.add(next, wrapped ? POINT['loop-head'] : POINT['bare-loop-head'])
    stack.push(LABEL.loop, at, payer, wrapped ? head : DEAD)
    payments.payer = head
    this.moves[stack.top] = payments.loop(payer, head)
  }

  private enterElse(): void {
    const { stack, payments } = this
    const live = payments.payer !== DEAD
    const before = stack.payersBefore[stack.top] as number
    const endsInTrap = !live && !stack.escapes && !stack.reached[stack.top]
    stack.nextArm(LABEL.else, live)
    stack.note(SEEN.branches)
    payments.payer = before
    // Whoever passes the `if` and is not ended by the first arm takes the second.
    if (before === DEAD || endsInTrap) return
    payments.start(this.cursor.next)
    payments.closeFork(this.moves[stack.top] ?? DEAD)
  }

  private enterCatch(): void {
    const { stack, payments } = this
    stack.nextArm(LABEL.catch, payments.payer !== DEAD)
    payments.payer = stack.payersBefore[stack.top] as number
    payments.start(this.cursor.next)
    payments.spend(1)
  }

  private delegate(at: number): void {
    const { stack, cursor } = this
    // The label counts from outside of the `try` that ends here.
    const depth = cursor.value
    const label = stack.newLabel(depth + 1) - stack.newLabel(1)
    this.relabel(depth, label, at + 1, cursor.next)
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
    if (kind === LABEL.loop) return this.closeLoop(live && !escapes)
    this.passOn(at, kind === LABEL.if)
    if (before === DEAD || (kind !== LABEL.if && !live && !reached)) return
    // Whoever passes the start of a label that nobody leaves but by its end passes that, too.
    if (!escapes) payments.payer = before
    else if (kind === LABEL.if) {
      payments.payer = before
      payments.start(this.cursor.next)
      if (!live && !reached) payments.closeFork(this.moves[top] ?? DEAD)
    } else if (reached) {
      payments.payer = before
      payments.start(this.cursor.next)
    }
  }

  /** Tells the label around the one just closed what keeps a loop from being counted. */
  private passOn(at: number, isIf: boolean): void {
    const { stack, cursor } = this
    const closed = stack.top + 1
    const seen = stack.seen[closed] as number
    const trapEnd = stack.traps[closed] as number
    // Kept: an arm that can only end in a trap, such as a bounds check, and an `if` that is the whole body of a loop.
    // Where somebody may catch what is called there, the loop is not over by it.
    const isSafeArm = (seen & SEEN.branches) === 0 && (seen === 0 || !this.mayThrow)
    if (isIf && isSafeArm && trapEnd === at) return
    const followsBranch = this.lastOpcode === OP.br && this.lastEnd === at
    const isWhileBody = isIf && seen === 0 && trapEnd === -1 && followsBranch && cursor.bytes[cursor.next] === OP.end
    stack.note(isWhileBody ? 0 : seen | SEEN.branches)
  }

  private closeLoop(endsOnlyHere: boolean): void {
    const { stack, points, payments, cursor } = this
    const closed = stack.top + 1
    const start = stack.starts[closed] as number
    const before = stack.payersBefore[closed] as number
    const seen = stack.seen[closed] as number
    const isPlain = seen === 0 && stack.traps[closed] === -1
    stack.note(seen | SEEN.branches)
    if (before === DEAD) return
    if ((seen & SEEN.calls) === 0) this.hasTightLoop = true
    const head = stack.heads[closed] as number
    const backEdge = stack.backEdges[closed] as number
    if (head !== DEAD) {
      const close = points.add(cursor.next, POINT['loop-close'])
      if (backEdge >= 0) {
        payments.rotate(this.moves[closed] as number, backEdge)
        if (isPlain && this.facts.mayCount && !this.hasTry) this.countLoop(start, head - 1, close)
      }
    }
    if (endsOnlyHere) payments.payer = before
  }

  /** Lets the loop from the instruction at `start`, between the points `open` and `close`, be counted if it can. */
  private countLoop(start: number, open: number, close: number): void {
    const { code, cursor, points } = this
    code.read(cursor.bytes, start, cursor.next)
    const found = recogniseCountedLoop(code)
    if (found === undefined) return
    this.countedLoops++
    points.kinds[open] = POINT['counted-open']
    points.kinds[close] = POINT['counted-close']
    points.amounts[open] = points.countedLoops.push({ ...found, iterationFuel: this.iterationFuel(found.tests) }) - 1
  }

  /** What one iteration of the counted loop in `code` costs; an arm in it only traps, but for the body of one that tests first. */
  private iterationFuel(tests: CountedLoop['tests']): number {
    const { opcodes, immediates, count } = this.code
    let fuel = 0
    for (let at = 1; at < count - 1; at++) {
      const opcode = opcodes[at] as number
      const role = ROLES[opcode]
      if (role !== ROLE.free && role !== ROLE.end) fuel++
      if (opcode === OP.call) fuel += this.facts.constantFuel(immediates[at] as number) ?? 0
      const isBody = tests === 'first' && at === TEST_OF_FIRST
      if (role === ROLE.if && !isBody) while (opcodes[at] !== OP.end) at++
    }
    return fuel
  }

  private branch(at: number): void {
    const { stack, cursor, payments } = this
    const { opcode, value: depth, next } = cursor
    const target = stack.top - depth
    const isPlain = opcode === OP.br || opcode === OP.brIf
    // Kept: the back branch of `loop … if … br 1, end, end` and of `loop … br_if 0, end`.
    const isBack = isPlain && depth === (opcode === OP.br ? 1 : 0) && cursor.bytes[next] === OP.end
    if (!isBack) stack.note(SEEN.branches)
    if (payments.payer !== DEAD) {
      if (stack.isFunction(depth)) this.leave(at)
      stack.branchTo(depth)
      if (stack.heads[target] !== DEAD) {
        if (stack.backEdges[target] === DEAD && isPlain) {
          stack.backEdges[target] = this.addBackEdge(at, stack.newLabel(depth))
          return
        }
        this.manyBackEdges(target)
      }
    }
    const label = stack.newLabel(depth)
    if (label === depth) return
    const { start, end } = cursor.labelPlace()
    this.relabel(depth, label, start, end)
  }

  /** Sets the points of a branch that leads back to the head of a loop: what it costs, and where it leads. */
  private addBackEdge(at: number, label: number): number {
    const { points, cursor } = this
    const always = cursor.opcode === OP.br
    const edge = points.add(at, always ? POINT['back-edge'] : POINT['back-edge-if'])
    points.add(at, always ? POINT['back-label'] : POINT['back-label-if'], label, cursor.next - at)
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
    const { stack, cursor, points, payments } = this
    const labels = cursor.labels()
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
    points.add(at + 1, POINT['relabel-table'], index, cursor.next - at - 1)
  }

  private tryTable(at: number): void {
    const { stack, payments } = this
    payments.spend(1)
    this.cursor.catches((depth, start, end) => {
      if (payments.payer !== DEAD) {
        stack.branchTo(depth)
        this.manyBackEdges(stack.top - depth)
      }
      this.relabel(depth, stack.newLabel(depth), start, end)
    })
    this.open(LABEL.block, at)
  }

  private throw(at: number): void {
    const { payments, cursor, stack } = this
    const { opcode, value: depth } = cursor
    payments.spend(1)
    if (payments.payer !== DEAD && opcode === OP.throw) addHeapPoint(cursor, this.points, this.facts)
    this.quit(at)
    if (opcode === OP.rethrow) this.relabel(depth, stack.newLabel(depth), at + 1, cursor.next)
  }

  private call(at: number): void {
    const { payments, points, cursor, stack, callee } = this
    const constant = this.facts.constantFuel(callee)
    this.addPaidCall(at, callee)
    if (constant !== undefined) return payments.spend(1 + constant)
    stack.note(SEEN.calls)
    if (payments.payer === DEAD) return
    this.payForCall(callee)
    if (this.mayLoop) points.add(at, POINT.calls)
    this.addSelfCall(at, callee)
    if (this.mayLoop) points.add(cursor.next, POINT.called)
    if (!this.mayThrow) return
    stack.leave()
    payments.start(cursor.next)
  }

  private tailCall(at: number): void {
    const { payments } = this
    const live = payments.payer !== DEAD
    const { callee } = this
    const constant = this.facts.constantFuel(callee)
    this.addPaidCall(at, callee)
    if (constant !== undefined) payments.spend(1 + constant)
    else if (live) this.payForCall(callee)
    this.quit(at)
    if (live) this.addSelfCall(at, callee)
  }

  /** The index of the function that is called directly, else -1. */
  private get callee(): number {
    const { opcode, value } = this.cursor
    return opcode === OP.call || opcode === OP.returnCall ? value : -1
  }

  /** Pays for a call, and notes who pays for entering the function that is called. */
  private payForCall(callee: number): void {
    const { payments } = this
    payments.spend(1)
    payments.noteCall(payments.payer)
    if (callee === this.self) this.callsItself = true
    if (callee >= this.facts.importedFunctions) this.sites.add(payments.payer, callee, callee === this.self)
  }

  private addSelfCall(at: number, callee: number): void {
    if (callee === this.self) this.points.add(at + 1, POINT['self-call'], 0, this.cursor.next - at - 1)
  }

  private addPaidCall(at: number, callee: number): void {
    const { facts, points, payments } = this
    if (!facts.profiles || payments.payer === DEAD || callee < facts.importedFunctions) return
    points.add(at, POINT['paid-call'], callee)
  }

  /** Ends the function here, for its caller to go on or to catch. */
  private quit(at: number): void {
    this.stack.note(SEEN.branches)
    this.leave(at)
    if (this.payments.payer !== DEAD) this.stack.leave()
    this.payments.payer = DEAD
  }

  private leave(at: number): void {
    if (this.payments.payer !== DEAD && this.mayLoop) this.points.add(at, POINT.leave)
  }
}
