import { expect, test } from 'vitest'
import { soak } from '../../bench/soak-run.ts'
import { medianSample, type SoakSample } from '../../bench/soak-samples.ts'

const WARM_UP = 2_000
const INVOCATIONS = 6_000
const SAMPLES = 16
/** Less than a kilobyte for each invocation on the caller's side, and 20 in all the process: what a leak takes that matters. */
const MOST_GROWTH = { held: 6_000_000, rss: 120_000_000 } as const

const held = ({ heapUsed, external, arrayBuffers }: SoakSample): number => heapUsed + external + arrayBuffers

test.each([
  ['worker', 2],
  ['inline', 0],
] as const)(
  'runs of every kind, many at once, end as expected and leave nothing behind, %s',
  async (isolation, workers) => {
    const report = await soak({ invocations: INVOCATIONS, warmUp: WARM_UP, isolation, seed: 1, samples: SAMPLES })
    expect(report.faults).toEqual([])
    expect(report.invocations).toBeGreaterThanOrEqual(WARM_UP + INVOCATIONS)
    expect(report.workersStarted).toBe(workers)
    const ends = [
      'ok',
      'out-of-fuel',
      'timed-out',
      'trapped',
      'cancelled',
      'output-too-large',
      'invalid-output',
      'out-of-memory',
    ]
    expect([...report.outcomes.keys()]).toEqual(expect.arrayContaining(ends))
    const first = medianSample(report.samples.slice(0, 4))
    const last = medianSample(report.samples.slice(-4))
    expect(held(last) - held(first)).toBeLessThan(MOST_GROWTH.held)
    expect(last.rss - first.rss).toBeLessThan(MOST_GROWTH.rss)
    expect(last.threads).toBeLessThanOrEqual(first.threads)
  },
  120_000,
)
