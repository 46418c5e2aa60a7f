import { InstructionCursor } from '../format/instruction-cursor.ts'
import { OP } from '../format/opcodes.ts'
import type { CodeBody } from './code-section.ts'

/** What of a function makes optimising compilers take memory that is not linear in its size. */
export interface CompileCost {
  /** How many ways lead from its branches to labels: where they meet, compilers keep a row of all locals for each. */
  readonly branches: number
  /**
   * Of the label that has the most: how many ways lead there, times the values that a compiler carries along them.
   *
   * Turboshaft (V8 13: Node 24) carries what is computed where code goes on after an `end` that is reached in one way only,
   * and gives up together with its process above 2²⁸.
   */
  readonly mergedValues: number
}

/** Measured on V8 13: what dividing, and operators with a prefix, come to at most, in values of a plain operator. */
const VALUES_OF_OTHERS = 6
/** The values with which the meter charges for a block. */
const VALUES_OF_CHARGE = 3

const FIRST_PREFIXED = 0x100

/** A label that is open. */
interface OpenLabel {
  readonly opcode: number
  /** The values before it. */
  readonly before: number
  /** How many ways lead to it so far; for a loop to its beginning, else to its end. */
  ways: number
  /** Whether it is an `if` whose condition can lead to its end. */
  skips: boolean
}

/** Reads the code of a function that is valid; linear in its size. */
export function compileCost(bytes: Uint8Array, { code, end }: CodeBody): CompileCost {
  const cursor = new InstructionCursor(bytes)
  const open: OpenLabel[] = [{ opcode: OP.block, before: 0, ways: 0, skips: false }]
  let branches = 0
  let mergedValues = 0
  let values = 0
  let reached = true
  let carries = false
  const branchTo = (depth: number): void => {
    const label = open[open.length - 1 - depth]
    if (label === undefined) return
    label.ways++
    branches++
  }
  for (let at = code; at < end; at = cursor.next) {
    cursor.read(at)
    const { opcode } = cursor
    switch (opcode) {
      case OP.block:
      case OP.loop:
      case OP.if:
      case OP.try:
      case OP.tryTable:
        if (opcode !== OP.block) carries = false
        open.push({ opcode, before: values, ways: 0, skips: opcode === OP.if && reached })
        if (opcode === OP.tryTable) cursor.catches(branchTo)
        break
      case OP.else: {
        const label = open[open.length - 1] as OpenLabel
        if (reached) label.ways++
        reached = label.skips
        label.skips = false
        carries = false
        break
      }
      case OP.catch:
      case OP.catchAll:
        reached = true
        carries = false
        break
      case OP.end:
      case OP.delegate: {
        const { opcode: kind, before, ways, skips } = open.pop() as OpenLabel
        // What leads to the end of the function returns.
        if (open.length === 0) break
        const isLoop = kind === OP.loop
        const leading: number = ways + (isLoop ? 1 : Number(reached) + Number(skips))
        if (leading > 1) mergedValues = Math.max(mergedValues, leading * (values - before))
        if (!isLoop) reached = leading > 0
        carries = !isLoop && leading === 1
        if (carries) values += VALUES_OF_CHARGE
        break
      }
      case OP.br:
        branchTo(cursor.value)
        reached = false
        break
      case OP.brTable:
        for (const depth of new Set(cursor.labels())) branchTo(depth)
        reached = false
        break
      case OP.return:
      case OP.unreachable:
      case OP.throw:
      case OP.rethrow:
      case OP.throwRef:
      case OP.returnCall:
      case OP.returnCallIndirect:
      case OP.returnCallRef:
        reached = false
        break
      case OP.brIf:
      case OP.brOnNull:
      case OP.brOnNonNull:
      case OP.brOnCast:
      case OP.brOnCastFail:
        branchTo(cursor.value)
        carries = false
        break
      default:
        if (carries && reached) values += valuesOf(opcode)
    }
  }
  return { branches, mergedValues }
}

/** How many values an operator that does not branch comes to. */
function valuesOf(opcode: number): number {
  if (opcode >= FIRST_PREFIXED) return VALUES_OF_OTHERS
  // What only moves values, or is a constant.
  if (opcode >= OP.i32Const && opcode <= OP.f64Const) return 0
  if (opcode >= OP.localGet && opcode <= OP.localTee) return 0
  if (opcode === OP.drop || opcode === OP.nop) return 0
  return DIVISIONS.has(opcode) ? VALUES_OF_OTHERS : 1
}

/** `i32.div_s` to `i32.rem_u`, `i64.div_s` to `i64.rem_u`. */
const DIVISIONS: ReadonlySet<number> = new Set([0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82])
