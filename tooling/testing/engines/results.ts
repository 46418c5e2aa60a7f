import { readFileSync, writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { type Engine, printedVersion } from './engine.ts'

/** What the suites came to on one engine, as docs/engines.md tells it. */
export interface EngineResult {
  readonly version: string
  readonly sandbox?: {
    readonly passed: number
    /** The cases of which each unit of fuel is that of wasmtime, and those of which it is not. */
    readonly fuelEqual: number
    readonly fuelDifferent: number
    readonly lacks: readonly string[]
  }
  readonly store?: { readonly passed: number }
}

const FILE = new URL('./results.json', import.meta.url)

/** Whether results are written instead of compared. */
export const KEEPS_RESULTS: boolean = process.env['BLUFIO_KEEP_RESULTS'] === '1'

/** By the names of engines, what was kept. */
export function keptResults(): Readonly<Record<string, EngineResult>> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, EngineResult>
}

/** Throws when `result` of `engine` is not what was kept; keeps it instead when that is asked for. */
export function keepResult(engine: Engine, result: Omit<EngineResult, 'version'>, version: string): void {
  const kept = keptResults()
  const before = kept[engine.name]
  if (KEEPS_RESULTS) {
    const results = { ...kept, [engine.name]: { ...before, ...result, version: printedVersion(engine) ?? version } }
    const byName = Object.entries(results).sort(([one], [other]) => (one < other ? -1 : 1))
    writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(byName), null, 2)}\n`)
    return
  }
  for (const [suite, came] of Object.entries(result)) {
    const was = before?.[suite as keyof EngineResult]
    if (isDeepStrictEqual(came, was)) continue
    throw new Error(
      `${engine.name}, ${suite}: ${JSON.stringify(came)}, kept is ${JSON.stringify(was)}; run \`pnpm engines\``,
    )
  }
}
