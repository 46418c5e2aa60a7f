import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type CaseReport, type Fate, saveCase } from './generated-case.ts'
import { compareFuel, type FuelReport } from './generated-oracle.ts'

const WORKER = fileURLToPath(new URL('./generated-worker.ts', import.meta.url))
/** Longer than any module takes; then its process counts as hanging. */
const DEADLINE_MS = 120_000
/** How many modules wasmtime is asked about at a time. */
const BATCH = 400

/** What many seeds came to, by kind of module. */
export interface CampaignReport {
  readonly kinds: ReadonlyMap<string, KindReport>
  /** Nothing when wasmtime was not asked. */
  readonly fuel?: FuelReport
  /** What is wrong, each with its seed and the file that has its module. */
  readonly faults: readonly string[]
}

/** What the modules of a kind came to. */
export interface KindReport {
  modules: number
  /** Modules that can't be metered: not checked. */
  refused: number
  readonly fates: Map<Fate, number>
}

/** What to check. */
export interface Campaign {
  readonly firstSeed: number
  readonly modules: number
  /** Whether wasmtime is asked for the fuel. */
  readonly oracle: boolean
  readonly onProgress?: (done: number, faults: readonly string[]) => void
}

/** Checks the modules of seeds in a row, in as many processes as there are processors: what ends one ends one case. */
export async function runCampaign({ firstSeed, modules, oracle, onProgress }: Campaign): Promise<CampaignReport> {
  const kinds = new Map<string, KindReport>()
  const faults: string[] = []
  const fuel: FuelReport[] = []
  let batch: CaseReport[] = []
  let next = firstSeed
  let done = 0
  const ask = (): void => {
    if (oracle) fuel.push(compareFuel(batch))
    faults.push(...(fuel.at(-1)?.faults ?? []))
    batch = []
  }
  const take = (report: CaseReport): void => {
    done++
    count(kinds, report)
    if (report.faults.length > 0) faults.push(describeFaults(report))
    if (report.module.oracle !== undefined) batch.push(report)
    if (batch.length >= BATCH) ask()
    onProgress?.(done, faults)
  }
  const work = async (): Promise<void> => {
    let child = start()
    while (next < firstSeed + modules) {
      const seed = next++
      const report = await check(child, seed)
      if (typeof report !== 'string') take(report)
      else {
        faults.push(`seed ${seed}: ${report}`)
        child = start()
      }
    }
    child.kill()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work))
  ask()
  return { kinds, faults, ...(oracle && { fuel: sum(fuel) }) }
}

function start(): ChildProcess {
  return fork(WORKER, { execArgv: [], serialization: 'advanced' })
}

/** The report, or how the process ended. */
function check(child: ChildProcess, seed: number): Promise<CaseReport | string> {
  return new Promise((resolve) => {
    const settle = (result: CaseReport | string): void => {
      clearTimeout(timer)
      child.removeAllListeners()
      resolve(result)
    }
    const timer = setTimeout(() => {
      settle(`takes longer than ${DEADLINE_MS} ms`)
      child.kill('SIGKILL')
    }, DEADLINE_MS)
    child.once('message', (report) => settle(report as CaseReport))
    child.once('exit', (code, signal) => settle(`ended its process: ${signal ?? code}`))
    child.send(seed)
  })
}

function count(kinds: Map<string, KindReport>, { module, refused, fates }: CaseReport): void {
  const kind = kinds.get(module.kind) ?? { modules: 0, refused: 0, fates: new Map<Fate, number>() }
  kinds.set(module.kind, kind)
  kind.modules++
  if (refused !== undefined) kind.refused++
  for (const fate of fates) kind.fates.set(fate, (kind.fates.get(fate) ?? 0) + 1)
}

function describeFaults({ module, faults }: CaseReport): string {
  const path = saveCase(module)
  return `seed ${module.seed} (${module.kind}, saved as ${path}): ${faults.join('; ')}`
}

function sum(reports: readonly FuelReport[]): FuelReport {
  const total = (pick: (report: FuelReport) => number): number => reports.reduce((all, report) => all + pick(report), 0)
  return {
    modules: total(({ modules }) => modules),
    refused: total(({ refused }) => refused),
    calls: total(({ calls }) => calls),
    startups: total(({ startups }) => startups),
    withoutFigure: total(({ withoutFigure }) => withoutFigure),
    forgotten: total(({ forgotten }) => forgotten),
    faults: reports.flatMap(({ faults }) => faults),
  }
}

/** A campaign's counts as lines of text. */
export function describeCampaign({ kinds, fuel }: CampaignReport): string {
  const lines = [...kinds].map(([kind, { modules, refused, fates }]) => {
    const runs = [...fates].map(([fate, times]) => `${times} ${fate}`).join(', ')
    return `  ${kind}: ${modules} modules, ${refused} of them refused; runs: ${runs}`
  })
  if (fuel !== undefined) {
    const { modules, refused, calls, startups, withoutFigure, forgotten } = fuel
    lines.push(
      `  fuel equal to wasmtime's: ${calls} calls and ${startups} instantiations of ${modules} modules`,
      `  not compared: ${withoutFigure} calls without a figure there, ${refused} modules refused there`,
      `  less there, in modules with call_ref or a catch: ${forgotten} calls`,
    )
  }
  return lines.join('\n')
}
