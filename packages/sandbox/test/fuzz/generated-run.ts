import { isBlufioError } from '@blufio/core'
import { instantiateMetered, type MeteredInstance, type MeteredModule } from '@blufio/sandbox/rewriter'
import { describe, GeneratedHost, NULLS, NUMBERS } from './generated-host.ts'

type Callable = (...values: readonly unknown[]) => unknown

/** A call of an export: by numbers, or by null references. */
export interface GeneratedCall {
  readonly name: string
  readonly values: 'numbers' | 'nulls'
}

/** All that a guest or its host can see of a run. */
export interface Observed {
  /** How each call ended: what it returned, trapped with or threw; the first entry is instantiation. */
  readonly outcomes: readonly string[]
  readonly log: readonly string[]
  readonly globals: readonly string[]
  readonly tables: readonly string[]
  readonly memories: readonly Uint8Array[]
}

/** A metered run: what was seen of it unless it ran out of fuel, and the fuel when all of it is exact. */
export interface MeteredRun {
  readonly observed: Observed | undefined
  /** Units of instantiation. */
  readonly startup: bigint
  /** Units of everything. */
  readonly fuel: bigint
  /** Whether instantiation and every call returned, and no call that a host function made for them trapped. */
  readonly complete: boolean
  /** How many values the last call returned. */
  readonly results: number
}

/** The same module plain and metered, and what it takes to make instances of them. */
export interface Pair {
  readonly plain: WebAssembly.Module
  readonly metered: MeteredModule
  /** Values for the globals that it imports, by the index of the import. */
  readonly globals: ReadonlyMap<number, WebAssembly.ImportValue>
}

/** What an overflow of the stack is called in {@link Observed.outcomes}: the one outcome that metering may change. */
export const OVERFLOW = 'stack overflow'

/** Runs calls, one after another, in one new metered instance. */
export function runMetered(
  { plain, metered, globals }: Pair,
  calls: readonly GeneratedCall[],
  fuel: bigint,
): MeteredRun {
  const host = new GeneratedHost(plain)
  let instance: MeteredInstance | undefined
  let startup = 0n
  let results = 0
  const outcomes = [
    ended(host, () => {
      const made = instantiateMetered(metered, host.imports(plain, globals), {
        fuel,
        beforeStart: (early) => {
          instance = early
        },
      })
      host.exports = made.exports
      startup = made.fuelConsumed
      return 'instance'
    }),
  ]
  const stopReason = (): unknown => instance?.stopReason
  for (const call of startFailed(outcomes) ? [] : calls) {
    if (stopReason() !== undefined) break
    outcomes.push(
      ended(host, () => {
        const value = callOf(host, call)
        results = Array.isArray(value) ? value.length : value === undefined ? 0 : 1
        return value
      }),
    )
  }
  const stopped = stopReason() !== undefined
  return {
    observed: stopped ? undefined : observe(host, outcomes),
    startup,
    fuel: instance?.fuelConsumed ?? 0n,
    complete: !stopped && outcomes.every((outcome) => outcome.startsWith('returned')) && !host.trapped,
    results,
  }
}

/** Runs calls, one after another, in one new plain instance. */
export function runPlain({ plain, globals }: Pair, calls: readonly GeneratedCall[]): Observed {
  const host = new GeneratedHost(plain)
  const outcomes = [
    ended(host, () => {
      host.exports = new WebAssembly.Instance(plain, host.imports(plain, globals)).exports
      return 'instance'
    }),
  ]
  for (const call of startFailed(outcomes) ? [] : calls) outcomes.push(ended(host, () => callOf(host, call)))
  return observe(host, outcomes)
}

function startFailed(outcomes: readonly string[]): boolean {
  return outcomes[0] !== 'returned instance'
}

/** Calls an export by values of the kind that the call names. */
export function callOf({ exports }: GeneratedHost, { name, values }: GeneratedCall): unknown {
  return (exports[name] as Callable)(...(values === 'numbers' ? NUMBERS : NULLS))
}

/** How something ended, as text. */
export function ended(host: GeneratedHost, run: () => unknown): string {
  try {
    return `returned ${describe(run())}`
  } catch (error) {
    return isBlufioError(error) ? `${error.code}: ${error.message}` : host.describeThrown(error)
  }
}

/** All that can be seen once calls ended as `outcomes`. */
export function observe({ exports, log }: GeneratedHost, outcomes: readonly string[]): Observed {
  const state = (kind: string): WebAssembly.ExportValue[] =>
    Object.keys(exports)
      .filter((name) => name.startsWith(`state ${kind} `))
      .map((name) => exports[name] as WebAssembly.ExportValue)
  return {
    outcomes,
    log,
    globals: state('global').map((global) => readable(() => (global as WebAssembly.Global).value)),
    tables: state('table').map((table) => elements(table as WebAssembly.Table)),
    memories: state('memory').map((memory) => new Uint8Array((memory as WebAssembly.Memory).buffer)),
  }
}

/** Some types have no value in JavaScript: v128, exnref. */
function readable(read: () => unknown): string {
  try {
    return describe(read())
  } catch {
    return 'unreadable'
  }
}

function elements(table: WebAssembly.Table): string {
  const length = Number(table.length)
  // A table of 64-bit addresses wants a bigint.
  const at = (index: number): unknown =>
    table.get((typeof (table.length as unknown) === 'bigint' ? BigInt(index) : index) as number)
  const shown = Array.from({ length: Math.min(length, 50) }, (_, index) => readable(() => at(index)))
  return `${length}: ${shown.join(' ')}`
}

/** The first difference between two runs, as text; nothing when they are the same. */
export function difference(metered: Observed, plain: Observed): string | undefined {
  for (const part of ['outcomes', 'log', 'globals', 'tables'] as const) {
    const length = Math.max(metered[part].length, plain[part].length)
    for (let index = 0; index < length; index++) {
      const [left, right] = [metered[part][index], plain[part][index]]
      if (left !== right) return `${part}, entry ${index}: metered ${left}, plain ${right}`
    }
  }
  for (const [index, memory] of metered.memories.entries()) {
    const other = plain.memories[index] ?? new Uint8Array()
    if (Buffer.compare(memory, other) === 0) continue
    const at = memory.findIndex((byte, offset) => byte !== other[offset])
    return `memory ${index} of ${memory.length} and ${other.length} bytes differs at ${at}`
  }
  return undefined
}
