import { expect, test, vi } from 'vitest'
import type { WorkerThread } from '../platform/platform.ts'
import type { QueueLimits } from './fair-queue.ts'
import type { Job, JobEnd } from './job.ts'
import { WorkerPool } from './worker-pool.ts'

const LIMITS: QueueLimits = {
  maxQueued: 10,
  maxQueuedPerSkill: 10,
  maxQueuedBytes: 100,
  maxConcurrentPerSkill: 10,
  maxConcurrentLoads: 1,
}

/** Threads that share nothing, start, never answer to a job, and end when `release` is called. */
function silentThreads(): { start: () => WorkerThread; started: () => number; release: () => void } {
  let count = 0
  const ends: (() => void)[] = []
  const start = (): WorkerThread => {
    count++
    return {
      post: () => {},
      listen: (onMessage) => onMessage({ kind: 'ready' }),
      keepAlive: () => {},
      terminate: () => new Promise((resolve) => ends.push(resolve)),
    }
  }
  return { start, started: () => count, release: () => ends.splice(0).forEach((end) => void end()) }
}

function jobOf(id: number, ends: Map<number, JobEnd['kind']>, extra: Partial<Job> = {}): Job {
  return {
    id,
    name: 'skill',
    bytes: 0,
    messages: () => [],
    patienceMs: 60_000,
    signal: undefined,
    end: ({ kind }) => ends.set(id, kind),
    ...extra,
  }
}

test('an abort that kills a worker also ends the next job of the same signal, where threads share no memory', () => {
  const { start, started } = silentThreads()
  const pool = new WorkerPool(start, { workers: 1, maxWaitingRuns: 0 }, LIMITS)
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
  const { start, started, release } = silentThreads()
  const pool = new WorkerPool(start, { workers: 2, maxWaitingRuns: 0 }, LIMITS)
  const ends = new Map<number, JobEnd['kind']>()
  for (let id = 0; id < 10; id++) pool.submit(jobOf(id, ends, { patienceMs: 10 }))
  vi.advanceTimersByTime(1_000)
  vi.useRealTimers()
  expect(started()).toBe(4)
  expect([...ends.values()]).toEqual(['overdue', 'overdue', 'overdue', 'overdue'])
  release()
})

test('all who close a pool hear that it is drained', async () => {
  const { start, release } = silentThreads()
  const pool = new WorkerPool(start, { workers: 1, maxWaitingRuns: 0 }, LIMITS)
  pool.submit(jobOf(1, new Map(), { patienceMs: 10 }))
  const closed = [pool.close(true), pool.close(true)]
  await Promise.all(closed)
  release()
})

test('nothing is started once the pool is closed', async () => {
  const { start, started, release } = silentThreads()
  const pool = new WorkerPool(start, { workers: 1, maxWaitingRuns: 0 }, LIMITS)
  const ends = new Map<number, JobEnd['kind']>()
  pool.submit(jobOf(1, ends))
  const closed = pool.close(false)
  release()
  await closed
  pool.submit(jobOf(2, ends))
  expect([...ends.values()]).toEqual(['cancelled', 'cancelled'])
  expect(started()).toBe(1)
})

test.each([
  ['answers', 'answered'],
  ['stays silent', 'overdue'],
] as const)('a worker gets some more time when its host was held up: one that %s ends as %s', async (_, kind) => {
  let answer = (_message: unknown): void => {}
  const { start } = silentThreads()
  const thread: WorkerThread = {
    ...start(),
    listen(onMessage) {
      answer = onMessage
      onMessage({ kind: 'ready' })
    },
  }
  const pool = new WorkerPool(() => thread, { workers: 1, maxWaitingRuns: 0 }, LIMITS)
  const ended = new Promise<JobEnd['kind']>((resolve) => {
    pool.submit(jobOf(1, new Map(), { patienceMs: 10, end: (end) => resolve(end.kind) }))
  })
  const until = performance.now() + 200
  while (performance.now() < until);
  // By then the timer of the worker's patience has come, late.
  await new Promise((resolve) => setTimeout(resolve, 0))
  if (kind === 'answered') answer({ kind: 'failed', job: 1, reason: 'to be told' })
  expect(await ended).toBe(kind)
})

test('the time of a run begins when its worker has started, and one that does not start is no fault of the run', async () => {
  vi.useFakeTimers()
  const { start, started, release } = silentThreads()
  const pool = new WorkerPool(() => ({ ...start(), listen: () => {} }), { workers: 1, maxWaitingRuns: 0 }, LIMITS)
  const ended = new Promise<JobEnd>((end) => {
    pool.submit(jobOf(1, new Map(), { patienceMs: 10, end }))
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(started()).toBe(1)
  for (let attempt = 0; attempt < 3; attempt++) {
    await vi.advanceTimersByTimeAsync(20_000)
    release()
  }
  vi.useRealTimers()
  expect(await ended).toMatchObject({ kind: 'crashed', begun: false, reason: expect.stringContaining('start') })
})

/** Threads whose every job asks its host for something, and ends when it has the answer. */
function askingThreads(): { start: () => WorkerThread; ended: () => number; mostAtOnce: () => number } {
  let asking = 0
  let mostAtOnce = 0
  let ended = 0
  const start = (): WorkerThread => {
    let tell: (message: unknown) => void = () => {}
    return {
      post(message) {
        const { kind, job, call } = message as { kind: string; job: number; call: number }
        if (kind === 'run') {
          mostAtOnce = Math.max(mostAtOnce, ++asking)
          const request = { kind: 'file', hostFunction: 'stat_path', operation: 'stat', path: 'a' }
          queueMicrotask(() => tell({ kind: 'call', job, call: job, request, timeoutMs: 1_000, blocked: false }))
        } else {
          asking--
          queueMicrotask(() => tell({ kind: 'failed', job: call, reason: 'done' }))
        }
      },
      listen(onMessage) {
        tell = onMessage
        onMessage({ kind: 'ready' })
      },
      keepAlive: () => {},
      terminate: async () => void ended++,
    }
  }
  return { start, ended: () => ended, mostAtOnce: () => mostAtOnce }
}

/** Runs nine jobs that each wait so long for their host; gives the pool. */
async function poolOfWaitingRuns(start: () => WorkerThread, waitMs: number): Promise<WorkerPool> {
  const perform: Job['perform'] = () => new Promise((resolve) => setTimeout(resolve, waitMs, { kind: 'done' }))
  const pool = new WorkerPool(start, { workers: 2, maxWaitingRuns: 3 }, LIMITS)
  await Promise.all(
    Array.from({ length: 9 }, (_, index) => {
      const job = index + 1
      const run = { kind: 'run', job, key: 1, request: { input: '', env: new Map<string, string>() } } as const
      return new Promise<JobEnd>((end) => pool.submit(jobOf(job, new Map(), { messages: () => [run], perform, end })))
    }),
  )
  return pool
}

test('while guests wait for their host others compute in their stead, so many at most', async () => {
  const { start, mostAtOnce } = askingThreads()
  const pool = await poolOfWaitingRuns(start, 50)
  expect(mostAtOnce()).toBe(5)
  await pool.close(false)
})

test('workers that were started in the stead of others end when they have been idle for a while', async () => {
  vi.useFakeTimers()
  const { start, ended } = askingThreads()
  const working = poolOfWaitingRuns(start, 50)
  await vi.advanceTimersByTimeAsync(1_000)
  const pool = await working
  expect(ended()).toBe(0)
  await vi.advanceTimersByTimeAsync(10_000)
  vi.useRealTimers()
  expect(ended()).toBe(3)
  await pool.close(false)
  expect(ended()).toBe(5)
})

const RESULT = {
  ...{ content: '', isError: false, outcome: 'ok', logs: [] },
  usage: { fuel: 0n, fuelExact: true, peakMemoryBytes: 0, durationMs: 0 },
}
const CALL = { kind: 'call', job: 1, call: 1, timeoutMs: 1_000, blocked: false, request: { kind: 'file' } }

test.each<[string, readonly unknown[]]>([
  ['nothing', [null]],
  ['a number', [5]],
  ['an unknown kind', [{ kind: 'other', job: 1 }]],
  ['a call of nothing', [{ ...CALL, request: null }]],
  ['a call for a time that is no number', [{ ...CALL, timeoutMs: 5n }]],
  ['a call while another is under way', [CALL, { ...CALL, call: 2 }]],
  ['no result', [{ kind: 'done', job: 1 }]],
  ['a result without logs', [{ kind: 'done', job: 1, result: { ...RESULT, logs: null } }]],
  ['a result without usage', [{ kind: 'done', job: 1, result: { ...RESULT, usage: null } }]],
  ['a result with denials that are none', [{ kind: 'done', job: 1, result: { ...RESULT, aside: { denials: 5 } } }]],
  ['a refusal of nothing', [{ kind: 'refused', job: 1, refusal: null }]],
  ['a skill that is none', [{ kind: 'prepared', job: 1, skill: null }]],
])('a worker that sends %s has failed, and ends nobody else', async (_, messages) => {
  const { start } = silentThreads()
  const thread = (): WorkerThread => ({
    ...start(),
    listen(onMessage) {
      onMessage({ kind: 'ready' })
      queueMicrotask(() => messages.forEach((message) => void onMessage(message)))
    },
    terminate: async () => {},
  })
  const pool = new WorkerPool(thread, { workers: 1, maxWaitingRuns: 0 }, LIMITS)
  const perform: Job['perform'] = () => new Promise(() => {})
  const end = await new Promise<JobEnd>((ended) => pool.submit(jobOf(1, new Map(), { perform, end: ended })))
  expect(end).toMatchObject({ kind: 'crashed', begun: true })
  await pool.close(false)
})
