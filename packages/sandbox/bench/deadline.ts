import type { SkillResult } from '@blufio/core'
import { createSkillRuntime, type SkillRuntimeOptions, type WasmSkillRuntime } from '@blufio/sandbox'
import { median, percentile } from '../../../tooling/bench/statistics.ts'
import { inMs, printTable } from '../../../tooling/bench/tables.ts'
import { manifestOf } from '../test/support/skills.ts'
import { SPINNING_SKILLS, type SpinningSkill } from './spinning-skills.ts'
import { countStartedWorkers } from './started-workers.ts'

type Isolation = NonNullable<SkillRuntimeOptions['isolation']>

const DEADLINE_MS = 100
/** For the empty loop. */
const AIM_P99_MS = 10
const RUNS_OF_EMPTY_LOOP = 100
const RUNS_PER_ROUND = 3
/** When a run is cancelled: after a time in which it surely runs. */
const CANCEL_AFTER_MS = 30
const MOST_FUEL = 18_446_744_073_709_551_615n

/** How late skills that spin are ended: by their deadline and by cancellation, as their caller sees it. */
export async function benchDeadline(rounds: number): Promise<void> {
  for (const isolation of ['worker', 'inline', 'process'] as const) {
    const title = `how late a deadline of ${DEADLINE_MS} ms ends skills that spin, isolation ${isolation}`
    await benchEnds({ title, isolation, rounds, measure: latenessOfDeadline })
  }
  for (const isolation of ['worker', 'process'] as const) {
    const title = `how long after its signal was raised a run ends, isolation ${isolation}`
    await benchEnds({ title, isolation, rounds, measure: latenessOfCancellation })
  }
}

async function benchEnds({
  title,
  isolation,
  rounds,
  measure,
}: {
  title: string
  isolation: Isolation
  rounds: number
  measure: (runtime: WasmSkillRuntime, skill: SpinningSkill) => Promise<number>
}): Promise<void> {
  const workers = countStartedWorkers()
  const runtime = await createSkillRuntime({ isolation, workers: 1 })
  const rows: string[][] = []
  const bare: number[] = []
  for (const [index, skill] of SPINNING_SKILLS.entries()) {
    const isEmptyLoop = index === 0
    const epochTimeoutSecs = measure === latenessOfDeadline ? DEADLINE_MS / 1000 : 60
    await runtime.loadSkill(manifestOf({ fuel: MOST_FUEL, epochTimeoutSecs }), skill.wasm)
    // The first run of a module is that of code that the engine has not optimised yet.
    const first = await measure(runtime, skill)
    const count = isEmptyLoop ? RUNS_OF_EMPTY_LOOP : RUNS_PER_ROUND * rounds
    const late: number[] = []
    for (let run = 0; run < count; run++) {
      late.push(await measure(runtime, skill))
      if (isEmptyLoop) bare.push(latenessOfClock())
    }
    const p99 = percentile(late, 99)
    const verdict = isEmptyLoop ? `p99 ≤ ${AIM_P99_MS} ms: ${p99 <= AIM_P99_MS ? 'met' : 'missed'}` : ''
    rows.push([skill.name, ...figures(late), inMs(first), verdict])
  }
  await runtime.close()
  workers.stop()
  rows.push(['no skill: a loop that looks at the clock', ...figures(bare), '', 'what the machine adds'])
  printTable(title, ['', 'runs', 'median', 'p99', 'latest', 'first run', 'aim'], rows)
  const allowed = isolation === 'inline' ? 0 : 1
  console.log(
    `  workers killed: ${workers.started - allowed} (aim 0: ${workers.started === allowed ? 'met' : 'missed'})`,
  )
}

function figures(late: readonly number[]): readonly string[] {
  return [`${late.length}`, inMs(median(late)), inMs(percentile(late, 99)), inMs(Math.max(...late))]
}

/** How late this thread sees that the time is over when it does nothing but look. */
function latenessOfClock(): number {
  const startedAt = performance.now()
  let passed = 0
  while (passed < DEADLINE_MS) passed = performance.now() - startedAt
  return passed - DEADLINE_MS
}

async function latenessOfDeadline(runtime: WasmSkillRuntime, { input = null }: SpinningSkill): Promise<number> {
  const startedAt = performance.now()
  const result = await runtime.invoke({ skillName: 'test-skill', input })
  const late = performance.now() - startedAt - DEADLINE_MS
  assertOutcome(result, 'timed-out')
  return late
}

async function latenessOfCancellation(runtime: WasmSkillRuntime, { input = null }: SpinningSkill): Promise<number> {
  const controller = new AbortController()
  const done = runtime.invoke({ skillName: 'test-skill', input }, { signal: controller.signal })
  await new Promise((resolve) => setTimeout(resolve, CANCEL_AFTER_MS))
  const raisedAt = performance.now()
  controller.abort()
  assertOutcome(await done, 'cancelled')
  return performance.now() - raisedAt
}

function assertOutcome({ outcome, content }: SkillResult, expected: SkillResult['outcome']): void {
  if (outcome !== expected) throw new Error(`a skill that spins ended as ${outcome}: ${content}`)
}
