import { getEventListeners } from 'node:events'
import { createSkillRuntime, type SkillRuntimeOptions, type WasmSkillRuntime } from '@blufio/sandbox'
import { Random } from '../test/fuzz/random.ts'
import { type SoakSample, takeSample } from './soak-samples.ts'
import {
  BURST_SKILL,
  DEEP_SKILL,
  LATE_SKILL,
  PATIENT_SKILL,
  type SoakCase,
  type SoakSkill,
  STEADY_SKILLS,
  versionedSkill,
} from './soak-skills.ts'
import { nextStep, type SoakStep } from './soak-steps.ts'
import { firstUsagesOf, SOAK_LIMITS, SoakVerdicts } from './soak-verdicts.ts'
import { countStartedWorkers } from './started-workers.ts'

/** How much is invoked, and how. */
export interface SoakOptions {
  readonly invocations: number
  /** How many come before the first sample: engines fill their caches and choose the size of their heaps. */
  readonly warmUp: number
  readonly isolation: NonNullable<SkillRuntimeOptions['isolation']>
  readonly seed: number
  /** How many samples of memory are taken, evenly. */
  readonly samples: number
  /** Told after each sample. */
  readonly onProgress?: (done: number, faultCount: number) => void
}

/** What came of it. */
export interface SoakReport {
  readonly invocations: number
  readonly outcomes: ReadonlyMap<string, number>
  readonly faultCount: number
  /** The first faults. */
  readonly faults: readonly string[]
  readonly samples: readonly SoakSample[]
  /** How many workers, threads or processes, were started: more than there are at once when some were lost or killed. */
  readonly workersStarted: number
  readonly seconds: number
}

const WORKERS = 2
const IN_FLIGHT = 64
const MAX_QUEUED_PER_SKILL = 80
const BURST = 100
const CANCELLED = PATIENT_SKILL.cases
const VERSIONS = Array.from({ length: 10 }, (_, version) => versionedSkill(version))
const FIXED_SKILLS = [...STEADY_SKILLS, DEEP_SKILL, LATE_SKILL, PATIENT_SKILL, BURST_SKILL]

/** Invokes skills of all kinds, many at once, and holds each to what must come of it. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const verdicts = new SoakVerdicts(await firstUsagesOf([...FIXED_SKILLS, ...VERSIONS]))
  const errors = watchErrors(verdicts)
  const workers = countStartedWorkers()
  const startedAt = performance.now()
  try {
    const run = new SoakRun(options, verdicts)
    await run.toTheEnd()
    return {
      ...{ invocations: run.invocations, samples: run.samples },
      ...{ outcomes: verdicts.outcomes, faultCount: verdicts.faultCount, faults: verdicts.faults },
      ...{ workersStarted: workers.started, seconds: (performance.now() - startedAt) / 1000 },
    }
  } finally {
    errors.stop()
    workers.stop()
  }
}

class SoakRun {
  invocations = 0
  readonly samples: SoakSample[] = []
  private readonly options: SoakOptions
  private readonly verdicts: SoakVerdicts
  private readonly random: Random
  /** Of a host that would stop all of its runs at once, and never does. */
  private readonly shared = new AbortController()
  /** The versions that a run can get to see: two while one is replaced. */
  private versions: readonly SoakSkill[] = VERSIONS.slice(0, 1)
  private bursting = false

  constructor(options: SoakOptions, verdicts: SoakVerdicts) {
    this.options = options
    this.verdicts = verdicts
    this.random = new Random(options.seed)
  }

  async toTheEnd(): Promise<void> {
    const { isolation } = this.options
    const runtime = await createSkillRuntime({
      ...{ isolation, workers: WORKERS, maxQueuedPerSkill: MAX_QUEUED_PER_SKILL, loadTimeoutMs: 600_000 },
      ...SOAK_LIMITS,
    })
    await Promise.all(
      [...FIXED_SKILLS, ...this.versions].map(({ manifest, wasm }) => runtime.loadSkill(manifest, wasm)),
    )
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => this.lane(runtime)))
    await this.closing(runtime)
    const left = getEventListeners(this.shared.signal, 'abort').length
    if (left > 0) this.verdicts.fault(`${left} listeners are left on a signal that was never raised`)
  }

  /** One of those who invoke at the same time. */
  private async lane(runtime: WasmSkillRuntime): Promise<void> {
    const { invocations, warmUp, samples, onProgress } = this.options
    while (this.invocations < warmUp + invocations) {
      if (this.invocations >= warmUp + (this.samples.length * invocations) / samples) {
        this.samples.push(takeSample())
        onProgress?.(this.invocations, this.verdicts.faultCount)
      }
      await this.perform(nextStep(this.random), runtime)
      // Where nothing else has a turn in between, no timer and no signal would ever have one.
      if (this.options.isolation === 'inline') await new Promise((resolve) => setImmediate(resolve))
    }
  }

  private async perform(step: SoakStep, runtime: WasmSkillRuntime): Promise<void> {
    switch (step.kind) {
      case 'run':
        return this.invoke(runtime, step.skill, [step.expected], step.shared ? this.shared.signal : undefined)
      case 'aborted':
        return this.invoke(runtime, step.skill, CANCELLED, AbortSignal.abort())
      case 'abort':
        return this.aborting(runtime, PATIENT_SKILL, { cases: CANCELLED, afterMs: step.afterMs })
      case 'race':
        return this.aborting(runtime, step.skill, { cases: [step.expected, ...CANCELLED], afterMs: 0 })
      case 'versioned': {
        const [current = VERSIONS[0]] = this.versions
        const cases = this.versions.flatMap((version) => version.cases)
        return current === undefined ? undefined : this.invoke(runtime, current, cases)
      }
      case 'upgrade':
        return this.upgrade(runtime)
      case 'reload':
        return runtime.loadSkill(step.skill.manifest, step.skill.wasm)
      case 'burst':
        return this.burst(runtime)
    }
  }

  private async invoke(
    runtime: WasmSkillRuntime,
    skill: SoakSkill,
    cases: readonly SoakCase[],
    signal?: AbortSignal,
  ): Promise<void> {
    this.invocations++
    const { name: skillName } = skill.manifest
    const input = cases[0]?.input ?? null
    try {
      this.verdicts.judge(
        skill,
        await runtime.invoke({ skillName, input }, signal === undefined ? {} : { signal }),
        cases,
      )
    } catch (error) {
      this.verdicts.fault(`${skillName}: rejected: ${String(error)}`)
    }
  }

  private async aborting(
    runtime: WasmSkillRuntime,
    skill: SoakSkill,
    { cases, afterMs }: { cases: readonly SoakCase[]; afterMs: number },
  ): Promise<void> {
    const controller = new AbortController()
    // A run on this thread never lets anybody raise its signal.
    if (this.options.isolation === 'inline' && skill === PATIENT_SKILL) controller.abort()
    const done = this.invoke(runtime, skill, cases, controller.signal)
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs))
    controller.abort()
    await done
  }

  private async upgrade(runtime: WasmSkillRuntime): Promise<void> {
    if (this.versions.length > 1) return
    const next = this.random.pick(VERSIONS)
    this.versions = [...this.versions, next]
    await runtime.loadSkill(next.manifest, next.wasm)
    this.versions = [next]
  }

  /** Fills the queue of one skill: those that find room all run, the others are told at once. */
  private async burst(runtime: WasmSkillRuntime): Promise<void> {
    if (this.bursting) return
    this.bursting = true
    const ends = await Promise.all(Array.from({ length: BURST }, () => this.endOfBurst(runtime)))
    this.bursting = false
    const mostTaken = this.options.isolation === 'inline' ? BURST : MAX_QUEUED_PER_SKILL + WORKERS
    ends.forEach((end, index) => {
      const mustRun = index < Math.min(mostTaken, MAX_QUEUED_PER_SKILL)
      if (end === 'ERR_BUSY' ? mustRun : index >= mostTaken) {
        this.verdicts.fault(`run ${index} of a burst ended as ${end}`)
      }
    })
  }

  private async endOfBurst(runtime: WasmSkillRuntime): Promise<string> {
    this.invocations++
    const [expected] = BURST_SKILL.cases
    try {
      const result = await runtime.invoke({ skillName: 'burst', input: 'burst' })
      this.verdicts.judge(BURST_SKILL, result, expected === undefined ? [] : [expected])
      return result.outcome
    } catch (error) {
      const { code = String(error) } = error as { code?: string }
      this.verdicts.count(code)
      if (code !== 'ERR_BUSY') this.verdicts.fault(`a burst was rejected: ${String(error)}`)
      return code
    }
  }

  /** Closes with many in flight, which all come to their end. */
  private async closing(runtime: WasmSkillRuntime): Promise<void> {
    const [echo] = STEADY_SKILLS
    if (echo === undefined) return
    const last = Array.from({ length: IN_FLIGHT }, () => this.invoke(runtime, echo, echo.cases.slice(0, 1)))
    await runtime.close({ drain: true })
    await Promise.all(last)
  }
}

/** Makes faults of errors that nobody handles, until it is stopped. */
function watchErrors(verdicts: SoakVerdicts): { stop(): void } {
  const events = ['unhandledRejection', 'uncaughtException', 'warning'] as const
  const listeners = events.map((event) => {
    const listener = (error: unknown): void => {
      // What Node.js itself finds worth a warning, such as a leak of listeners; not what is merely experimental.
      if ((error as Error)?.name !== 'ExperimentalWarning') verdicts.fault(`${event}: ${String(error)}`)
    }
    process.on(event, listener)
    return () => process.off(event, listener)
  })
  return { stop: () => listeners.forEach((off) => void off()) }
}
