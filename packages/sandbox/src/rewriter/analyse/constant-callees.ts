import type { DecodedModule } from '../decode/decode-module.ts'
import { ByteReader } from '../format/byte-reader.ts'
import type { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { EXTERNAL } from '../format/sections.ts'
import { mayCostBySize } from './sized-operators.ts'

/** The most fuel of a call that its caller pays for: what runs between two checks must stay small. */
const MAX_CONSTANT_FUEL = 64
/** A function with more bytes is not looked at. */
const MAX_BODY_BYTES = 256

/**
 * Finds the functions whose every call costs the same, and how much, the entry included: those that only compute, and may
 * trap. Their callers pay, and they keep no count of their own.
 *
 * Left out is what could be called by somebody who does not pay: what is exported, is the start function, or has a
 * reference to it anywhere.
 */
export function findConstantCallees(module: DecodedModule, code: Instructions): ReadonlyMap<number, number> {
  const callees = new Map<number, number>()
  const reachable = referencedFunctions(module)
  for (const [index, body] of module.code.entries()) {
    const called = module.importedFunctionCount + index
    if (body.end - body.code > MAX_BODY_BYTES || reachable.has(called)) continue
    code.read(new ByteReader(module.bytes, body.code, body.end))
    const fuel = constantFuel(code, module.importedFunctionCount)
    if (fuel !== undefined && fuel <= MAX_CONSTANT_FUEL) callees.set(called, fuel)
  }
  return callees
}

/** Functions that have a reference: a ref.func in code needs its function to stand in one of these places, too. */
function referencedFunctions({ exports, start, elements, globals, tables }: DecodedModule): ReadonlySet<number> {
  const referenced = new Set<number>()
  const add = (index: number | undefined): void => void (index !== undefined && referenced.add(index))
  for (const { kind, index } of exports) if (kind === EXTERNAL.function) add(index)
  add(start)
  for (const { functions, expressions } of elements) {
    for (const index of functions ?? []) add(index)
    for (const expression of expressions ?? []) add(expression.function)
  }
  for (const initialiser of globals) add(initialiser.function)
  for (const { initialiser } of tables) add(initialiser?.function)
  return referenced
}

/** The fuel of a call, or `undefined` when calls can differ. */
function constantFuel(code: Instructions, importedFunctions: number): number | undefined {
  const { opcodes, count } = code
  let fuel = 1
  for (let at = 0; at < count - 1; at++) {
    const opcode = opcodes[at] ?? 0
    if (opcode === OP.nop || opcode === OP.drop) continue
    fuel++
    if (opcode === OP.if) {
      const end = endOfTrapArm(code, at, importedFunctions)
      if (end === undefined) return undefined
      at = end
    } else if (!isPlain(opcode)) return undefined
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
    const opcode = opcodes[inside] ?? 0
    if (opcode === OP.unreachable) return opcodes[inside + 1] === OP.end ? inside + 1 : undefined
    const callsImport = opcode === OP.call && (immediates[inside] ?? 0) < importedFunctions
    if (!callsImport && !isPlain(opcode)) return undefined
  }
  return undefined
}

/** Whether an operator neither branches nor calls nor costs by a size. */
function isPlain(opcode: number): boolean {
  return (opcode === OP.nop || opcode > OP.callIndirect) && !mayCostBySize(opcode)
}
