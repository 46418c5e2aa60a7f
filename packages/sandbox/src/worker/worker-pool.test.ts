import { afterEach, expect, test, vi } from 'vitest'
import type { Platform } from '../platform/platform.ts'
import type { Job, JobEnd } from './job.ts'
import { WorkerPool } from './worker-pool.ts'

afterEach(() => void vi.unstubAllGlobals())

/** A platform whose threads never answer, and end when `release` is called. */
function silentPlatform(): { platform: Platform; started: () => number; release: () => void } {
  let count = 0
  const ends: (() => void)[] = []
  const platform: Platform = {
    environment: () => ({}),
    parallelism: () => 1,
    startWorker() {
      count++
      return {
        post: () => {},
        listen: () => {},
        keepAlive: () => {},
        terminate: () => new Promise((resolve) => ends.push(resolve)),
      }
    },
  }
  return { platform, started: () => count, release: () => ends.splice(0).forEach((end) => void end()) }
}

function jobOf(id: number, ends: Map<number, JobEnd['kind']>, extra: Partial<Job> = {}): Job {
  return {
    id,
    message: () => ({ kind: 'forget', key: 0 }),
    patienceMs: 60_000,
    signal: undefined,
    end: ({ kind }) => ends.set(id, kind),
    ...extra,
  }
}

test('an abort that kills a worker also ends the next job of the same signal, where threads share no memory', () => {
  vi.stubGlobal('SharedArrayBuffer', undefined)
  const { platform, started } = silentPlatform()
  const pool = new WorkerPool(platform, 1)
  const ends = new Map<number, JobEnd['kind']>()
  const controller = new AbortController()
  for (const id of [1, 2]) pool.submit(jobOf(id, ends, { signal: controller.signal }))
  controller.abort()
  expect(new Map(ends)).toEqual(
    new Map([
      [1, 'cancelled'],
      [2, 'cancelled'],
    ]),
  )
  expect(started()).toBe(1)
})

test('threads that do not end are not replaced without bound', () => {
  vi.useFakeTimers()
  const { platform, started, release } = silentPlatform()
  const pool = new WorkerPool(platform, 2)
  const ends = new Map<number, JobEnd['kind']>()
  for (let id = 0; id < 10; id++) pool.submit(jobOf(id, ends, { patienceMs: 10 }))
  vi.advanceTimersByTime(1_000)
  vi.useRealTimers()
  expect(started()).toBe(4)
  expect([...ends.values()]).toEqual(['overdue', 'overdue', 'overdue', 'overdue'])
  release()
})

test('nothing is started once the pool is closed', async () => {
  const { platform, started, release } = silentPlatform()
  const pool = new WorkerPool(platform, 1)
  const ends = new Map<number, JobEnd['kind']>()
  pool.submit(jobOf(1, ends))
  const closed = pool.close()
  release()
  await closed
  pool.submit(jobOf(2, ends))
  expect([...ends.values()]).toEqual(['cancelled', 'cancelled'])
  expect(started()).toBe(1)
})
