import { EMPTY_BLOCK, type Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import type { ChargePoints } from './charge-points.ts'
import { ControlStack } from './control-stack.ts'
import { findLoops, type LoopShape } from './loop-shapes.ts'
import { addSizedPoints, surround } from './sized-operators.ts'

/** What a function's points say of it as a whole. */
export interface FunctionTraits {
  /** Whether it calls another function. */
  readonly calls: boolean
  /** Whether it has a loop. */
  readonly loops: boolean
  /** Whether one of its loops is counted. */
  readonly counts: boolean
  /** How many labels it has. */
  readonly labels: number
  /** What all its operators cost together, executed once. */
  readonly staticFuel: number
}

/** What a function's analysis needs to know of its module. */
export interface ModuleFacts {
  /** Whether the function type with this index takes values. */
  takesValues(type: number): boolean
  /** What a call of the function with this index costs its caller beyond the call itself, when that is always the same. */
  constantFuel(callee: number): number | undefined
  /** Whether there is room for the locals that a counted loop needs. */
  readonly mayCount: boolean
}

/** No operator that is being read can be reached. */
const DEAD = -1

/**
 * Finds the points of one function body; linear in its size.
 *
 * Costs follow the profile `wasmtime-49`: nothing for nop, drop, block, loop, unreachable, return, else and end; 1 for
 * any other operator; 1 for entering the function; nothing for code that control can't reach.
 */
export function analyseFunction(code: Instructions, points: ChargePoints, facts: ModuleFacts): FunctionTraits {
  return new FunctionAnalysis(code, points, facts).run()
}

class FunctionAnalysis {
  private readonly code: Instructions
  private readonly points: ChargePoints
  private readonly facts: ModuleFacts
  private readonly loops: ReadonlyMap<number, LoopShape>
  private readonly stack = new ControlStack()
  /** The point that pays for the operators being read, or {@link DEAD}. */
  private payer = DEAD
  private calls = false
  private counts = false
  private labels = 0
  private staticFuel = 1

  constructor(code: Instructions, points: ChargePoints, facts: ModuleFacts) {
    this.code = code
    this.points = points
    this.facts = facts
    this.loops = findLoops(code, (callee) => facts.constantFuel(callee) !== undefined)
  }

  run(): FunctionTraits {
    const { code } = this
    this.stack.push('function', { live: true, payer: DEAD })
    this.payer = this.points.add(code.offsets[0] ?? 0, 'entry', 1)
    for (let at = 0; at < code.count; at++) at = this.step(at, code.opcodes[at] ?? 0)
    const { calls, counts, labels, staticFuel } = this
    return { calls, loops: this.loops.size > 0, counts, labels, staticFuel }
  }

  /** Treats the instruction at `at` and returns the position of the last one that was treated with it. */
  private step(at: number, opcode: number): number {
    const { stack, payer } = this
    const live = payer !== DEAD
    switch (opcode) {
      case OP.nop:
      case OP.drop:
        break
      case OP.block:
        this.labels++
        stack.push('block', { live, payer })
        break
      case OP.loop:
        return this.enterLoop(at)
      case OP.if:
        this.labels++
        this.spend(1)
        stack.push('if', { live, payer })
        this.startRun(at)
        break
      case OP.else:
        this.enterElse(at)
        break
      case OP.end:
        this.close(at)
        break
      case OP.br:
        this.spend(1)
        this.branch(at)
        this.payer = DEAD
        break
      case OP.brIf:
        this.spend(1)
        this.branch(at)
        this.startRun(at)
        break
      case OP.brTable:
        this.spend(1)
        this.branchByTable(at)
        this.payer = DEAD
        break
      case OP.return:
        this.leave(at)
        if (live) stack.branchTo(stack.depth - 1)
        this.payer = DEAD
        break
      case OP.unreachable:
        this.leave(at)
        this.payer = DEAD
        break
      default:
        if (live) this.plain(at, opcode)
    }
    return at
  }

  private plain(at: number, opcode: number): void {
    this.spend(1)
    const { code, points, facts } = this
    if (opcode === OP.call || opcode === OP.callIndirect) {
      const constant = opcode === OP.call ? facts.constantFuel(code.immediates[at] ?? 0) : undefined
      if (constant === undefined) this.calls = true
      if (constant !== undefined) this.spend(constant)
      else if (this.loops.size > 0) surround(code, points, { at, before: 'calls', after: 'called' })
    } else this.spend(addSizedPoints(code, points, at))
  }

  private enterLoop(at: number): number {
    const { stack, points, payer, code } = this
    const live = payer !== DEAD
    this.labels++
    const shape = this.loops.get(at)
    if (live && shape?.counted !== undefined && this.facts.mayCount) return this.passCountedLoop(at, shape)
    const blockType = code.immediates[at] ?? EMPTY_BLOCK
    const wrapped = live && !(blockType >= 0 && this.facts.takesValues(blockType))
    const start = this.offset(at)
    const next = this.offset(at + 1)
    if (wrapped) points.add(start, 'loop-open', next - start - 1)
    stack.push('loop', { live, payer, wrapped })
    if (live) this.payer = points.add(next, wrapped ? 'loop-head' : 'bare-loop-head')
    return at
  }

  /** Sets the points of a whole counted loop, which holds nothing that needs to be looked at by itself. */
  private passCountedLoop(at: number, { end, counted }: LoopShape): number {
    const { points, code } = this
    if (counted === undefined) return at
    const { loop, boundAt, testAt } = counted
    this.counts = true
    const index = points.countedLoops.length
    points.add(this.offset(at), 'counted-open', index)
    let iterationFuel = 0
    for (let inside = at + 1; inside < end; inside++) {
      const opcode = code.opcodes[inside] ?? 0
      if (isCharged(opcode)) iterationFuel++
      if (opcode === OP.call) iterationFuel += this.facts.constantFuel(code.immediates[inside] ?? 0) ?? 0
      if (inside === boundAt) {
        points.add(this.offset(inside), 'counted-bound', 0, this.offset(inside + 1) - this.offset(inside))
      } else if (inside === testAt) {
        if (boundAt < 0) points.add(this.offset(inside), 'counted-test')
      } else if (opcode === OP.if) inside = this.passTrapArm(inside)
    }
    points.countedLoops.push({ ...loop, iterationFuel })
    points.add(this.offset(end + 1), 'counted-close', index)
    this.payer = points.add(this.offset(end + 1), 'run')
    // The test that ends a loop that tests first: two operands, the comparison, and the if.
    if (loop.test !== 'until-equal') this.spend(4)
    return end
  }

  /** Sets the points of an arm that ends in a trap, and returns the position of its `end`. */
  private passTrapArm(at: number): number {
    const { code } = this
    this.labels++
    this.payer = this.points.add(this.offset(at + 1), 'run')
    let inside = at + 1
    for (; code.opcodes[inside] !== OP.end; inside++) this.step(inside, code.opcodes[inside] ?? 0)
    return inside
  }

  private enterElse(at: number): void {
    const { stack, payer } = this
    const endsInTrap = payer === DEAD && !stack.escapes && stack.top?.reached === false
    const arm = stack.pop()
    if (arm === undefined) return
    stack.push('else', { live: arm.live, payer: arm.payerBefore })
    if (payer !== DEAD || arm.reached) stack.branchTo(0)
    // Whoever passes the `if` and is not ended by the first arm takes the second.
    if (!arm.live) this.payer = DEAD
    else if (endsInTrap) this.payer = arm.payerBefore
    else this.payer = this.points.add(this.offset(at + 1), 'run')
  }

  private close(at: number): void {
    const { stack, points } = this
    const live = this.payer !== DEAD
    const { escapes } = stack
    if (stack.depth === 1) {
      this.leave(at)
      stack.pop()
      return
    }
    const frame = stack.pop()
    if (frame === undefined || !frame.live) return
    const next = this.offset(at + 1)
    if (frame.kind === 'loop') {
      if (frame.wrapped) points.add(next, 'loop-close')
      return
    }
    // Whoever passes an `if` without `else` and is not ended by its arm goes on behind it.
    if (frame.kind === 'if' && !live && !escapes && !frame.reached) this.payer = frame.payerBefore
    else if (frame.kind === 'if' || frame.reached) this.payer = points.add(next, 'run')
  }

  private branch(at: number): void {
    const { stack, code, points } = this
    const depth = code.immediates[at] ?? 0
    if (this.payer !== DEAD) {
      if (stack.isFunction(depth)) this.leave(at)
      stack.branchTo(depth)
    }
    const label = stack.newLabel(depth)
    if (label !== depth) points.add(this.offset(at) + 1, 'relabel', label, this.offset(at + 1) - this.offset(at) - 1)
  }

  private branchByTable(at: number): void {
    const { stack, code, points } = this
    const start = code.immediates[at] ?? 0
    const labels = code.labels.slice(start + 1, start + 1 + (code.labels[start] ?? 0))
    if (this.payer !== DEAD) {
      if (labels.some((depth) => stack.isFunction(depth))) this.leave(at)
      for (const depth of labels) stack.branchTo(depth)
    }
    const changed = labels.map((depth) => stack.newLabel(depth))
    if (changed.every((label, index) => label === labels[index])) return
    const index = points.labels.push(changed) - 1
    points.add(this.offset(at) + 1, 'relabel-table', index, this.offset(at + 1) - this.offset(at) - 1)
  }

  private leave(at: number): void {
    if (this.payer !== DEAD && this.loops.size > 0) this.points.add(this.offset(at), 'leave')
  }

  private startRun(at: number): void {
    if (this.payer !== DEAD) this.payer = this.points.add(this.offset(at + 1), 'run')
  }

  private spend(units: number): void {
    if (this.payer === DEAD) return
    this.points.raise(this.payer, units)
    this.staticFuel += units
  }

  private offset(at: number): number {
    return this.code.offsets[at] ?? 0
  }
}

/** Whether an operator of a counted loop costs a unit: there is no control in one but its test and its end. */
function isCharged(opcode: number): boolean {
  return opcode !== OP.nop && opcode !== OP.drop && opcode !== OP.end
}
