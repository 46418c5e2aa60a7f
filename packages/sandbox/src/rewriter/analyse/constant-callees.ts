import type { DecodedModule } from '../decode/decode-module.ts'
import { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { EXTERNAL } from '../format/sections.ts'
import { ROLE, ROLES } from './roles.ts'

/** The most fuel of a call that its caller pays for: what runs between two checks must stay small. */
const MAX_CONSTANT_FUEL = 64
/** A function with more bytes is not looked at. */
const MAX_BODY_BYTES = 256

/** A function whose every call costs the same. */
export interface ConstantCallee {
  /** The entry included. */
  readonly fuel: number
  /** Where its arms start that call an import before they trap. */
  readonly callingArms: readonly number[]
}

/**
 * Finds the functions whose every call costs the same, and how much, the entry included: those that only compute, and may
 * trap. Their callers pay, and they keep no count of their own. `referenced` functions are left out: they could be called
 * by somebody who does not pay. Where a run may go on after a throw (`mayThrow`), so are those that call an import before they
 * trap: what their caller keeps in a local would be lost.
 */
export function findConstantCallees(
  module: DecodedModule,
  referenced: ReadonlySet<number>,
  mayThrow: boolean,
): ReadonlyMap<number, ConstantCallee> {
  const { bytes, importedFunctionCount } = module
  const callees = new Map<number, ConstantCallee>()
  const code = new Instructions()
  for (const [index, body] of module.code.entries()) {
    const called = importedFunctionCount + index
    if (body.end - body.code > MAX_BODY_BYTES || referenced.has(called)) continue
    code.read(bytes, body.code, body.end)
    const callee = constantCallee(code, importedFunctionCount)
    if (callee === undefined || callee.fuel > MAX_CONSTANT_FUEL) continue
    if (!mayThrow || callee.callingArms.length === 0) callees.set(called, callee)
  }
  return callees
}

/**
 * The functions that somebody can call other than by a direct call: exported ones, the start function, and those with a
 * reference (a ref.func in code needs its function to stand in one of these places, too).
 */
export function referencedFunctions({ exports, start, elements, globals, tables }: DecodedModule): ReadonlySet<number> {
  const referenced = new Set<number>()
  const add = (indices: readonly number[] = []): void => {
    for (const index of indices) referenced.add(index)
  }
  for (const { kind, index } of exports) if (kind === EXTERNAL.function) referenced.add(index)
  if (start !== undefined) referenced.add(start)
  for (const { functions, expressions } of elements) {
    add(functions)
    for (const expression of expressions ?? []) add(expression.functions)
  }
  for (const initialiser of globals) add(initialiser.functions)
  for (const { initialiser } of tables) add(initialiser?.functions)
  return referenced
}

/** What calling it costs, or `undefined` when calls can differ. */
function constantCallee(code: Instructions, importedFunctions: number): ConstantCallee | undefined {
  const { opcodes, offsets, count } = code
  const callingArms: number[] = []
  let fuel = 1
  for (let at = 0; at < count - 1; at++) {
    const role = ROLES[opcodes[at] as number]
    if (role === ROLE.free) continue
    fuel++
    if (role === ROLE.plain) continue
    const arm = role === ROLE.if ? trapArm(code, at, importedFunctions) : undefined
    if (arm === undefined) return undefined
    if (arm.calls) callingArms.push(offsets[at + 1] as number)
    at = arm.end
  }
  return { fuel, callingArms }
}

/** The arm of the `if` at `at`, when it does nothing but trap, and perhaps call an import before. */
function trapArm(
  { opcodes, immediates, count }: Instructions,
  at: number,
  importedFunctions: number,
): { readonly end: number; readonly calls: boolean } | undefined {
  let calls = false
  for (let inside = at + 1; inside < count; inside++) {
    const opcode = opcodes[inside] as number
    const role = ROLES[opcode]
    if (opcode === OP.unreachable) return opcodes[inside + 1] === OP.end ? { end: inside + 1, calls } : undefined
    if (opcode === OP.call && (immediates[inside] ?? 0) < importedFunctions) calls = true
    else if (role !== ROLE.plain && role !== ROLE.free) return undefined
  }
  return undefined
}
