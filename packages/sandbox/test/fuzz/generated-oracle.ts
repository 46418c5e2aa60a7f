import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type CallFuel, type CaseReport, saveCase } from './generated-case.ts'

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
const SCRIPT = fileURLToPath(new URL('./generated-fuel.py', import.meta.url))

/** What comparing fuel with wasmtime came to. */
export interface FuelReport {
  /** Modules that wasmtime compiled, and those that it refused. */
  readonly modules: number
  readonly refused: number
  /** Figures that were the same: of calls, and of instantiations. */
  readonly calls: number
  readonly startups: number
  /** Calls of which wasmtime has no figure: they did not return there, or need a host or values that it does not have. */
  readonly withoutFigure: number
  /** Calls that cost less in wasmtime, in modules with what it forgets to charge. */
  readonly forgotten: number
  readonly faults: readonly string[]
}

type Figures =
  | { readonly startup: number | null; readonly calls: readonly (number | null)[] }
  | { readonly refused: string }

/** Compares the fuel of what returned with wasmtime's, of modules about which it can be asked. */
export function compareFuel(reports: readonly CaseReport[]): FuelReport {
  const asked = reports
    .map(({ module, fuel }) => ({ module, fuel: fuel.filter((call) => typesOf(call) !== undefined), all: fuel.length }))
    .filter(({ fuel }) => fuel.length > 0)
  const counts = { modules: 0, refused: 0, calls: 0, startups: 0, withoutFigure: 0, forgotten: 0 }
  const faults: string[] = []
  const figures = ask(asked)
  for (const [index, { module, fuel, all }] of asked.entries()) {
    const theirs = figures[index]
    if (theirs === undefined || 'refused' in theirs) {
      counts.refused++
      continue
    }
    counts.modules++
    counts.withoutFigure += all - fuel.length
    const found: string[] = []
    const startup = fuel[0]?.startup
    if (theirs.startup !== null && Number(startup) === theirs.startup) counts.startups++
    else if (theirs.startup !== null) found.push(`instantiation: ${startup}, wasmtime ${theirs.startup}`)
    for (const [at, { call, units }] of fuel.entries()) {
      const expected = theirs.calls[at] ?? null
      if (expected === null) counts.withoutFigure++
      else if (expected === Number(units)) counts.calls++
      else if (expected < Number(units) && module.oracle?.length) counts.forgotten++
      else found.push(`${call.name}: ${units}, wasmtime ${expected}`)
    }
    if (found.length > 0)
      faults.push(`seed ${module.seed} (${module.kind}, saved as ${saveCase(module)}): ${found.join('; ')}`)
  }
  return { ...counts, faults }
}

/** The types of a call's arguments, where they are known; of binaryen's exports only those without are. */
function typesOf({ call: { name, values }, parameters }: CallFuel): string[] | undefined {
  if (parameters === 0) return []
  if (values !== 'numbers' || parameters !== 1) return undefined
  return /^[nf]\d$/.test(name) ? ['i32'] : /^w\d$/.test(name) ? ['i64'] : undefined
}

function ask(reports: readonly Pick<CaseReport, 'module' | 'fuel'>[]): Figures[] {
  const jobs = reports.map(({ module, fuel }) => ({
    wasm: Buffer.from(module.wasm).toString('base64'),
    calls: fuel.map((call) => [call.call.name, typesOf(call), call.results]),
  }))
  const { status, stdout, stderr, signal } = spawnSync(PYTHON, [SCRIPT], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(`the oracle failed (${status ?? signal}): ${stderr}`)
  return JSON.parse(stdout)
}
