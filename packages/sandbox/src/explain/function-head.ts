import type { CodeBody } from '../rewriter/decode/code-section.ts'
import type { DecodedModule } from '../rewriter/decode/decode-module.ts'
import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { EXTERNAL } from '../rewriter/format/sections.ts'
import { describeValueType } from '../rewriter/format/value-types.ts'
import type { FunctionPlan } from '../rewriter/plan/plan.ts'
import { identifiers, quoted } from './identifiers.ts'
import type { InstructionContext } from './instruction-text.ts'
import { type Names, readLocalNames, readNames } from './names.ts'
import { clause, functionType } from './type-text.ts'

/** What stands before the first instruction of a function. */
export interface FunctionHead {
  readonly lines: readonly string[]
  /** What is done to the function as a whole. */
  readonly notes: readonly string[]
}

interface HeadedFunction {
  readonly index: number
  readonly body: CodeBody
  readonly planned: FunctionPlan
  readonly paidByCallers: number
}

/** The names and types of a module as the instructions of the function with the index `self` need them. */
export function moduleContext(module: DecodedModule, self: number): InstructionContext {
  const { bytes, types } = module
  const { module: _, ...names } = readNames(module)
  const called = new Map(
    Object.entries({ ...names, locals: readLocalNames(module, self) }).map(([space, own]) => [space, identifiers(own)]),
  )
  return {
    bytes,
    identifier: (space, index) => called.get(space)?.(index) ?? `${index}`,
    functionType: (type) => functionType(bytes, types[type] ?? 0),
  }
}

/** The lines and notes at the head of a function. */
export function functionHead(module: DecodedModule, own: HeadedFunction): FunctionHead {
  const { bytes, functions, types, exports } = module
  const { index, body } = own
  const { functions: names } = readNames(module)
  const locals = readLocalNames(module, index)
  const { parameters, results } = functionType(bytes, types[functions[index - module.importedFunctionCount] ?? 0] ?? 0)
  const exported = exports.filter((offered) => offered.kind === EXTERNAL.function && offered.index === index)
  const name = names.has(index) ? ` ${identifiers(names)(index)}` : ''
  const taken = named(parameters.shown, locals)
  const head = [
    `(func${name.endsWith(';)') ? name : `${name} (;${index};)`}`,
    ...exported.slice(0, MOST_EXPORTS).map((offered) => ` (export ${quoted(offered.name)})`),
    exported.length > MOST_EXPORTS ? ` … ${exported.length} exports` : '',
    taken ?? clause('param', parameters),
    parameters.count > parameters.shown.length && taken !== undefined ? ` … ${parameters.count} in all` : '',
    clause('result', results),
  ].join('')
  return { lines: [head, ...localLines(bytes, body, locals)], notes: notesOf(own) }
}

const MOST_EXPORTS = 3

/** `(param $a i32) (param $b i32)`, when one of them has a name. */
function named(types: readonly string[], names: Names): string | undefined {
  if (!types.some((_, index) => names.has(index))) return undefined
  const identifier = identifiers(names)
  return types.map((type, index) => ` (param ${names.has(index) ? `${identifier(index)} ` : ''}${type})`).join('')
}

/** More locals are only counted. */
const MOST_LOCALS = 40
const LOCALS_PER_LINE = 8
const NAMED_LOCALS_PER_LINE = 3

function localLines(bytes: Uint8Array, body: CodeBody, names: Names): readonly string[] {
  const shown: string[] = []
  const reader = new ByteReader(bytes, body.groupsStart, body.code)
  let declared = 0
  const sizes: number[] = []
  for (let left = body.localGroups; left > 0; left--) {
    const size = reader.u32()
    const type = describeValueType(reader)
    for (let one = 0; one < size && shown.length < MOST_LOCALS; one++) shown.push(type)
    sizes.push(size)
  }
  for (const size of sizes) declared += size
  const first = body.locals - declared
  const lines: string[] = []
  const identifier = identifiers(names)
  const hasNames = shown.some((_, place) => names.has(first + place))
  const step = hasNames ? NAMED_LOCALS_PER_LINE : LOCALS_PER_LINE
  for (let from = 0; from < shown.length; from += step) {
    const types = shown.slice(from, from + step)
    lines.push(
      hasNames
        ? types.map((type, place) => `(local ${identifier(first + from + place)} ${type})`).join(' ')
        : `(local ${types.join(' ')})`,
    )
  }
  if (declared > shown.length) lines.push(`(; … ${declared} locals in all ;)`)
  return lines
}

function notesOf({ planned, paidByCallers }: HeadedFunction): readonly string[] {
  const { moved, locals } = planned
  return [
    ...(moved === undefined ? [] : [`body moved: here charge ${moved.fuel}, call it`]),
    ...(paidByCallers > 0 && moved === undefined ? [`paid by callers: ${paidByCallers}`] : []),
    ...(locals === undefined ? [] : ['counter kept in a local']),
  ]
}
