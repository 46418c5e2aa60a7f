import type { Guest } from './guest.ts'
import { showJs, toJs } from './js-values.ts'
import { type MemoryCall, memoryCall, plainTypes } from './memory-call.ts'
import { outcomeOf } from './outcome.ts'
import type { Action, Command, PlainType, ScriptValue } from './script.ts'

/** What came of `action` in words; `expected` are the results that the script asserts, when it asserts any. */
export function call(guest: Guest, action: Action, expected: readonly ScriptValue[] | undefined): string {
  return outcomeOf(() => perform(guest, action, expected), tagsOf(guest))
}

/** The results that a script says a command has; `undefined` for a call that is not to return. */
export function expectedOf(command: Command): readonly ScriptValue[] | undefined {
  return 'expected' in command ? command.expected : undefined
}

function perform(guest: Guest, { type, field, args = [] }: Action, expected?: readonly ScriptValue[]): string[] {
  const target = guest.exports[field]
  if (type === 'get') return [showJs((target as WebAssembly.Global).value, expected?.[0]?.type)]
  const byMemory = adapterOf(guest, field, args, expected)
  if (byMemory !== undefined) return byMemory(args)
  const result = (target as (...values: unknown[]) => unknown)(...args.map(toJs))
  const results = Array.isArray(result) ? result : result === undefined ? [] : [result]
  return results.map((value: unknown, index) => showJs(value, expected?.[index]?.type))
}

/** Whether JavaScript would not see, or not pass, every bit of these values. */
function hiddenFromJs(values: readonly ScriptValue[]): boolean {
  return values.some(({ type }) => ['f32', 'f64', 'v128', 'either'].includes(type))
}

const adapters = new WeakMap<Guest, Map<string, MemoryCall | undefined>>()

function adapterOf(
  guest: Guest,
  field: string,
  args: readonly ScriptValue[],
  expected: readonly ScriptValue[] | undefined,
): MemoryCall | undefined {
  const params = plainTypes(args)
  const results = possibleResults(args, expected)
  if (params === undefined || results.length === 0) return undefined
  const known = adapters.get(guest) ?? new Map<string, MemoryCall | undefined>()
  adapters.set(guest, known)
  const key = JSON.stringify([field, params, results])
  if (!known.has(key)) known.set(key, firstThatLinks(guest.linkable[field], params, results))
  return known.get(key)
}

/**
 * The results with which to try to link: none for a call of which JavaScript sees everything.
 *
 * A script does not tell what a call that traps would have returned; only the right type links.
 */
function possibleResults(
  args: readonly ScriptValue[],
  expected: readonly ScriptValue[] | undefined,
): readonly (readonly PlainType[])[] {
  if (expected === undefined)
    return hiddenFromJs(args) ? [[], ['i32'], ['i64'], ['f32'], ['f64'], ['v128']] : [['v128']]
  const results = plainTypes(expected)
  return results === undefined || !hiddenFromJs([...args, ...expected]) ? [] : [results]
}

function firstThatLinks(
  target: WebAssembly.ExportValue | undefined,
  params: readonly PlainType[],
  candidates: readonly (readonly PlainType[])[],
): MemoryCall | undefined {
  if (target === undefined) return undefined
  for (const results of candidates) {
    const found = memoryCall(target, { params, results })
    if (found !== undefined) return found
  }
  return undefined
}

function tagsOf(guest: Guest): ReadonlyMap<string, WebAssembly.Tag> {
  const tags = Object.entries(guest.exports).filter(([, value]) => isTag(value))
  return new Map(tags as [string, WebAssembly.Tag][])
}

/** Engines without exceptions have no such class. */
function isTag(value: unknown): boolean {
  return WebAssembly.Tag !== undefined && value instanceof WebAssembly.Tag
}
