import type { ConstantExpression } from '../decode/constant-expression.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import { InstructionCursor } from '../format/instruction-cursor.ts'
import { Instructions } from '../format/instructions.ts'
import { OP } from '../format/opcodes.ts'
import { type ModuleFacts, OBJECT_BYTES } from './module-facts.ts'

/**
 * What the initialisers of a module allocate in structs and arrays, in bytes: they run before any code of ours could bound
 * them. Infinite when the length of an array is not written as a constant.
 */
export function initialHeapBytes(module: DecodedModule, facts: Pick<ModuleFacts, 'objectBytes'>): number {
  const code = new Instructions()
  let total = 0
  for (const { start, end, allocates } of initialisers(module)) {
    if (allocates !== true) continue
    code.read(module.bytes, start, end)
    for (let at = 0; at < code.count; at++) total += allocated(module.bytes, { code, at, facts })
  }
  return total
}

function* initialisers({ globals, tables, elements }: DecodedModule): Generator<ConstantExpression> {
  yield* globals
  for (const { initialiser } of tables) if (initialiser !== undefined) yield initialiser
  for (const { expressions } of elements) yield* expressions ?? []
}

function allocated(
  bytes: Uint8Array,
  { code, at, facts }: { code: Instructions; at: number; facts: Pick<ModuleFacts, 'objectBytes'> },
): number {
  const { opcodes, immediates } = code
  const type = immediates[at] as number
  switch (opcodes[at]) {
    case OP.structNew:
    case OP.structNewDefault:
      return facts.objectBytes(type)
    case OP.arrayNewFixed:
      return OBJECT_BYTES + second(bytes, code.offsets[at] as number) * facts.objectBytes(type)
    case OP.arrayNew:
    case OP.arrayNewDefault:
      if (opcodes[at - 1] !== OP.i32Const) return Number.POSITIVE_INFINITY
      return OBJECT_BYTES + ((immediates[at - 1] as number) >>> 0) * facts.objectBytes(type)
    default:
      return 0
  }
}

function second(bytes: Uint8Array, at: number): number {
  const cursor = new InstructionCursor(bytes)
  cursor.read(at)
  return cursor.second()
}
