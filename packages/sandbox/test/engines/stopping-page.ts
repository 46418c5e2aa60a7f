import type { SkillResult } from '@blufio/core'
import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { manifestOf, withRuntime } from '../support/skills.ts'
import { wat } from '../support/wat.ts'

/** Who stopped a guest that spins: it did itself, where it is refilled; or its worker was killed. */
export type StoppedBy = 'refill' | 'kill'

/** What stops a guest that spins, at its deadline and when its run is cancelled; and how a run ends when its runtime is closed. */
export interface Stops {
  readonly deadline: StoppedBy
  readonly cancellation: StoppedBy
  readonly closed: string
}

const ENDLESS = wat('(module (memory (export "memory") 1) (func (export "run") (loop (br 0))))')

await answerInput(async (): Promise<Stops> => {
  const { deadline, cancellation, left } = await withRuntime({ workers: 1 }, async (runtime) => {
    const fuel = 2n ** 64n - 1n
    await runtime.loadSkill(manifestOf({ name: 'short', fuel, epochTimeoutSecs: 0.2 }), ENDLESS)
    await runtime.loadSkill(manifestOf({ name: 'long', fuel, epochTimeoutSecs: 60 }), ENDLESS)
    const overdue = await runtime.invoke({ skillName: 'short', input: null })
    const signal = AbortSignal.timeout(200)
    const cancelled = await runtime.invoke({ skillName: 'long', input: null }, { signal })
    const spinning = runtime.invoke({ skillName: 'long', input: null })
    await new Promise((resolve) => setTimeout(resolve, 200))
    return {
      deadline: stoppedBy(overdue, 'timed-out'),
      cancellation: stoppedBy(cancelled, 'cancelled'),
      left: spinning,
    }
  })
  return { deadline, cancellation, closed: (await left).outcome }
})

/** Nobody knows the memory of a guest whose worker was killed. */
function stoppedBy({ outcome, content, usage }: SkillResult, expected: SkillResult['outcome']): StoppedBy {
  if (outcome !== expected) throw new Error(`the run is ${outcome}: ${content}`)
  return usage.peakMemoryBytes > 0 ? 'refill' : 'kill'
}
