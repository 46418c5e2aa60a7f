import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileMetered, instantiateMetered, type MeteredModule } from '@blufio/sandbox/rewriter'
import { GeneratedHost } from './generated-host.ts'
import { type GeneratedModule, generatedModule } from './generated-module.ts'
import { checkResets } from './generated-reset.ts'
import {
  difference,
  type GeneratedCall,
  type Observed,
  OVERFLOW,
  type Pair,
  runMetered,
  runPlain,
} from './generated-run.ts'
import { Random } from './random.ts'

/** Units that a run may use before it counts as endless; then nothing is compared. */
const ENOUGH = 3_000_000n
const MOST_CALLS = 6

/** What became of a run: `metered deeper` and the like are overflows of the stack on one side only. */
export type Fate =
  | 'returned'
  | 'ended otherwise'
  | 'out of fuel'
  | 'overflowed on both sides'
  | 'overflowed on one side'
  | 'the same after a reset'

/** The fuel of a call that returned, on a fresh instance, in units: without that of instantiation, which is apart. */
export interface CallFuel {
  readonly call: GeneratedCall
  readonly startup: bigint
  readonly units: bigint
  /** How many values it takes and returns. */
  readonly parameters: number
  readonly results: number
}

/** What was found about the module of a seed. */
export interface CaseReport {
  readonly module: GeneratedModule
  /** The code of the refusal, when the module can't be metered; then nothing was run. */
  readonly refused?: string
  /** What became of each run. */
  readonly fates: readonly Fate[]
  /** The fuel of each call that returned. */
  readonly fuel: readonly CallFuel[]
  /** What is wrong; nothing when all is well. */
  readonly faults: readonly string[]
}

/**
 * Makes the module of a seed and holds it metered against itself plain: each of some exports alone on a fresh instance,
 * then all of them on one. A call that returned must do the same with exactly the fuel it used, and run out with one less.
 */
export async function checkSeed(seed: number): Promise<CaseReport> {
  const module = await generatedModule(seed)
  const nothing = { module, fates: [], fuel: [], faults: [] }
  const plain = await WebAssembly.compile(module.wasm)
  let metered: MeteredModule
  try {
    metered = await compileMetered(module.wasm)
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code
    if (code === 'ERR_WASM_UNSUPPORTED') return { ...nothing, refused: code }
    return { ...nothing, faults: [`a valid module is not metered: ${String(error)}`] }
  }
  const pair = { plain, metered, globals: globalsFor(plain, metered) }
  const report = { fates: [] as Fate[], fuel: [] as CallFuel[], faults: [] as string[] }
  const calls = callsOf(pair, seed)
  for (const call of calls) checkCall(pair, call, report)
  checkTogether(pair, calls, report)
  const { resets, faults } = await checkResets(module, pair, { calls, fuel: ENOUGH })
  report.faults.push(...faults)
  if (faults.length === 0) for (let count = 0; count < resets; count++) report.fates.push('the same after a reset')
  return { ...nothing, ...report }
}

interface Findings {
  readonly fates: Fate[]
  readonly fuel: CallFuel[]
  readonly faults: string[]
}

function checkCall(pair: Pair, call: GeneratedCall, { fates, fuel, faults }: Findings): void {
  const { observed, startup, fuel: used, complete, results } = runMetered(pair, [call], ENOUGH)
  const fate = compare(
    observed,
    () => runPlain(pair, [call]),
    (fault) => faults.push(`${call.name}: ${fault}`),
  )
  fates.push(fate)
  if (observed === undefined || !complete || fate !== 'returned') return
  fuel.push({ call, startup, units: used - startup, parameters: parametersOf(pair, call), results })
  if (startup < 0n || used - startup < 1n) faults.push(`${call.name}: costs ${used - startup} after ${startup} units`)
  const exact = runMetered(pair, [call], used)
  const changed = exact.observed === undefined ? 'out of fuel' : difference(exact.observed, observed)
  if (changed !== undefined)
    faults.push(`${call.name}: not the same with exactly the ${used} units it used: ${changed}`)
  if (used > 0n && runMetered(pair, [call], used - 1n).observed !== undefined)
    faults.push(`${call.name}: does not run out with one unit less than the ${used} it used`)
}

/** One instance, so that what one call left behind meets the next one. */
function checkTogether(pair: Pair, calls: readonly GeneratedCall[], { fates, faults }: Findings): void {
  const { observed } = runMetered(pair, calls, ENOUGH)
  fates.push(
    compare(
      observed,
      () => runPlain(pair, calls),
      (fault) => faults.push(`all calls on one instance: ${fault}`),
    ),
  )
}

function compare(metered: Observed | undefined, runOther: () => Observed, report: (fault: string) => void): Fate {
  if (metered === undefined) return 'out of fuel'
  const plain = runOther()
  // How deep a stack goes is the engine's, and metered frames are larger: what came before the overflow can't be compared.
  const overflows = [metered, plain].filter(overflowed).length
  if (overflows > 0) return overflows === 2 ? 'overflowed on both sides' : 'overflowed on one side'
  const fault = difference(metered, plain)
  if (fault !== undefined) report(fault)
  return metered.outcomes.every((outcome) => outcome.startsWith('returned')) ? 'returned' : 'ended otherwise'
}

function overflowed({ outcomes, log }: Observed): boolean {
  return [...outcomes, ...log].some((line) => line.endsWith(OVERFLOW))
}

/** Some of the exports; by null references where numbers are refused, which costs the guest nothing. */
function callsOf(pair: Pair, seed: number): GeneratedCall[] {
  const random = new Random(seed)
  const names = WebAssembly.Module.exports(pair.plain).flatMap(({ name, kind }) => (kind === 'function' ? [name] : []))
  while (names.length > MOST_CALLS) names.splice(random.below(names.length), 1)
  return names.map((name) => {
    const { observed } = runMetered(pair, [{ name, values: 'numbers' }], ENOUGH)
    return { name, values: observed?.outcomes.at(-1)?.startsWith('TypeError') ? 'nulls' : 'numbers' }
  })
}

/** As many as the function says; metered exports don't. */
function parametersOf({ plain, globals }: Pair, { name }: GeneratedCall): number {
  const { exports } = new WebAssembly.Instance(plain, new GeneratedHost(plain).imports(plain, globals))
  const function_ = exports[name]
  return typeof function_ === 'function' ? function_.length : 0
}

/** What wasmtime gives by default. */
const VALUES: readonly unknown[] = [null, 0, 0n]

/** Values for imported globals: modules don't say of which type they want them, engines which one they mind. */
function globalsFor(plain: WebAssembly.Module, metered: MeteredModule): ReadonlyMap<number, WebAssembly.ImportValue> {
  const choices = new Map<number, number>()
  for (const [index, { kind }] of WebAssembly.Module.imports(plain).entries())
    if (kind === 'global') choices.set(index, 0)
  const values = (): Map<number, WebAssembly.ImportValue> =>
    new Map([...choices].map(([index, choice]) => [index, VALUES[choice] as WebAssembly.ImportValue]))
  for (let tries = choices.size * VALUES.length; tries > 0; tries--) {
    try {
      instantiateMetered(metered, new GeneratedHost(plain).imports(plain, values()), { fuel: ENOUGH })
      break
    } catch (error) {
      const import_ = error instanceof WebAssembly.LinkError ? /Import #(\d+)/.exec(error.message)?.[1] : undefined
      if (import_ === undefined) break
      choices.set(Number(import_), (choices.get(Number(import_)) ?? 0) + 1)
    }
  }
  return values()
}

/** Writes the module of a seed to the folder for temporary files; returns where. */
export function saveCase({ seed, wasm }: GeneratedModule): string {
  const folder = join(tmpdir(), 'blufio-fuzz')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `seed-${seed}.wasm`)
  writeFileSync(path, wasm)
  return path
}
