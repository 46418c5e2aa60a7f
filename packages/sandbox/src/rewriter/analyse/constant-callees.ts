import type { DecodedModule } from '../decode/decode-module.ts'
import { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { EXTERNAL } from '../format/sections.ts'
import { ROLE, ROLES } from './roles.ts'

/** The most fuel of a call that its caller pays for: what runs between two checks must stay small. */
const MAX_CONSTANT_FUEL = 64
/** A function with more bytes is not looked at. */
const MAX_BODY_BYTES = 256

/**
 * Finds the functions whose every call costs the same, and how much, the entry included: those that only compute, and may
 * trap. Their callers pay, and they keep no count of their own. `referenced` functions are left out: they could be called
 * by somebody who does not pay.
 */
export function findConstantCallees(
  module: DecodedModule,
  referenced: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const { bytes, importedFunctionCount } = module
  const callees = new Map<number, number>()
  const code = new Instructions()
  for (const [index, body] of module.code.entries()) {
    const called = importedFunctionCount + index
    if (body.end - body.code > MAX_BODY_BYTES || referenced.has(called)) continue
    code.read(bytes, body.code, body.end)
    const fuel = constantFuel(code, importedFunctionCount)
    if (fuel !== undefined && fuel <= MAX_CONSTANT_FUEL) callees.set(called, fuel)
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

/** The fuel of a call, or `undefined` when calls can differ. */
function constantFuel(code: Instructions, importedFunctions: number): number | undefined {
  const { opcodes, count } = code
  let fuel = 1
  for (let at = 0; at < count - 1; at++) {
    const role = ROLES[opcodes[at] as number]
    if (role === ROLE.free) continue
    fuel++
    if (role === ROLE.plain) continue
    const end = role === ROLE.if ? endOfTrapArm(code, at, importedFunctions) : undefined
    if (end === undefined) return undefined
    at = end
  }
  return fuel
}

/** The position of the `end` of an arm that does nothing but trap, and perhaps call an import before. */
function endOfTrapArm(
  { opcodes, immediates, count }: Instructions,
  at: number,
  importedFunctions: number,
): number | undefined {
  for (let inside = at + 1; inside < count; inside++) {
    const opcode = opcodes[inside] as number
    const role = ROLES[opcode]
    if (opcode === OP.unreachable) return opcodes[inside + 1] === OP.end ? inside + 1 : undefined
    const callsImport = opcode === OP.call && (immediates[inside] ?? 0) < importedFunctions
    if (!callsImport && role !== ROLE.plain && role !== ROLE.free) return undefined
  }
  return undefined
}
