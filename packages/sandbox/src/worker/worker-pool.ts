import type { WorkerThread } from '../platform/platform.ts'
import { FairQueue, type QueueLimits } from './fair-queue.ts'
import type { Job, JobEnd } from './job.ts'
import { PoolWorker, type PoolWorkerEvents } from './pool-worker.ts'

/** How long closing waits for threads that are being ended; an engine that compiles can put that off. */
const CLOSE_PATIENCE_MS = 1_000
/** The longest interval there is; nothing happens in it. */
const LONG_MS = 2_147_483_647
/** How often a job may be given to a worker that dies before it begins. */
const MAX_ATTEMPTS = 3

/** How long workers that were started because others waited may be idle. */
const IDLE_MS = 5_000

/** How many workers a pool has. */
export interface PoolSize {
  /** The most that compute at once. */
  readonly workers: number
  /** The most whose guests wait for their host, beside them. */
  readonly maxWaitingRuns: number
}

/**
 * Workers, started when there is work, that take jobs as they have their turn. One whose guest waits for its host lets
 * another compute in its stead, and goes on at once when it has its answer.
 */
export class WorkerPool {
  private readonly startWorker: () => WorkerThread
  private readonly size: PoolSize
  private readonly queue: FairQueue
  private readonly workers: Set<PoolWorker> = new Set()
  private readonly free: PoolWorker[] = []
  /** Threads that were told to end and have not ended yet. */
  private readonly ending: Set<Promise<void>> = new Set()
  /** What to do when a job waits no longer. */
  private readonly stopWatching = new Map<Job, () => void>()
  private readonly attempts = new WeakMap<Job, number>()
  /** Keeps the process alive while jobs wait, also when no worker is busy: when all are being ended. */
  private whileWaiting: ReturnType<typeof setInterval> | undefined
  private readonly waiting: Set<PoolWorker> = new Set()
  private dismissal: ReturnType<typeof setTimeout> | undefined
  private closed = false
  private onIdle: (() => void) | undefined

  constructor(startWorker: () => WorkerThread, size: PoolSize, limits: QueueLimits) {
    this.startWorker = startWorker
    this.size = size
    this.queue = new FairQueue(limits)
  }

  /** Takes a job; its `end` is called once, whatever happens. */
  submit(job: Job): void {
    if (this.closed || job.signal?.aborted === true) return job.end({ kind: 'cancelled', fuel: 0n })
    const waiting = this.queue.add(job)
    if (waiting !== undefined) return job.end({ kind: 'busy', waiting })
    this.watch(job)
    this.dispatch()
  }

  /** Tells all workers to let go of a skill. */
  forget(key: number): void {
    for (const worker of this.workers) worker.forget(key)
  }

  /**
   * Takes no more jobs and ends all workers, after their jobs and those that wait if `drain` says so; else these end as
   * cancelled. Resolves when the threads have ended, or soon after.
   */
  async close(drain: boolean): Promise<void> {
    this.closed = true
    if (drain && !this.queue.isEmpty) {
      await new Promise<void>((resolve) => {
        // Whoever closes first still waits.
        const earlier = this.onIdle
        this.onIdle = () => {
          earlier?.()
          resolve()
        }
      })
    }
    for (const job of this.queue.clear()) {
      this.unwatch(job)
      job.end({ kind: 'cancelled', fuel: 0n })
    }
    this.stayAliveWhileWaiting()
    for (const worker of [...this.workers]) worker.kill('cancelled')
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_PATIENCE_MS)
    })
    await Promise.race([Promise.all(this.ending), patience])
    clearTimeout(timer)
  }

  private watch(job: Job): void {
    const { signal } = job
    if (signal === undefined) return
    const leave = (): void => {
      this.unwatch(job)
      if (!this.queue.remove(job)) return
      this.stayAliveWhileWaiting()
      job.end({ kind: 'cancelled', fuel: 0n })
    }
    signal.addEventListener('abort', leave, { once: true })
    this.stopWatching.set(job, () => signal.removeEventListener('abort', leave))
  }

  private unwatch(job: Job): void {
    this.stopWatching.get(job)?.()
    this.stopWatching.delete(job)
  }

  private dispatch(): void {
    this.giveOut()
    this.stayAliveWhileWaiting()
  }

  private stayAliveWhileWaiting(): void {
    if (!this.queue.isWaiting) {
      clearInterval(this.whileWaiting)
      this.whileWaiting = undefined
    } else this.whileWaiting ??= setInterval(() => {}, LONG_MS)
  }

  /** Gives jobs to workers, as long as there are both. */
  private giveOut(): void {
    for (let job = this.queue.next(); job !== undefined; job = this.queue.next()) {
      // An abort that is under way has not reached every listener yet.
      const aborted = job.signal?.aborted === true
      const worker = aborted ? undefined : this.freeWorker()
      if (worker === undefined && !aborted) return
      this.queue.take(job)
      this.unwatch(job)
      if (worker === undefined) this.finish(job, { kind: 'cancelled', fuel: 0n })
      else if (typeof worker === 'string') this.finish(job, notBegun(worker))
      else worker.start(job)
    }
  }

  private finish(job: Job, end: JobEnd): void {
    this.queue.release(job)
    job.end(end)
    if (this.queue.isEmpty) this.onIdle?.()
  }

  private freeWorker(): PoolWorker | string | undefined {
    const computing = this.workers.size - this.waiting.size - this.free.length
    return computing >= this.size.workers ? undefined : (this.free.pop() ?? this.hire())
  }

  /** A new worker, or why there is none: `undefined` when the pool is full, a reason when it can't be started. */
  private hire(): PoolWorker | string | undefined {
    // Threads that do not end count too, up to a point: or modules that are slow to compile would pile them up.
    const { workers, maxWaitingRuns } = this.size
    const most = workers + Math.min(this.waiting.size, maxWaitingRuns)
    if (this.workers.size >= most || this.workers.size + this.ending.size >= workers + most) return undefined
    try {
      const worker = new PoolWorker(this.startWorker, this.events)
      this.workers.add(worker)
      return worker
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  /** Ends, after a while, workers that are more than are needed when none waits. */
  private dismissIdle(): void {
    if (this.dismissal !== undefined || this.workers.size <= this.size.workers || this.closed) return
    this.dismissal = setTimeout(() => {
      this.dismissal = undefined
      const surplus = this.workers.size - this.size.workers
      for (const worker of this.free.splice(0, Math.max(surplus, 0))) worker.kill('cancelled')
      this.dismissIdle()
    }, IDLE_MS)
    // Of Node.js: no reason to stay alive.
    ;(this.dismissal as { unref?: () => void }).unref?.()
  }

  private readonly events: PoolWorkerEvents = {
    onWaiting: (worker, isWaiting) => {
      if (!isWaiting) return void this.waiting.delete(worker)
      this.waiting.add(worker)
      this.dispatch()
    },
    onEnd: (worker, job, end) => {
      if (!worker.isGone) this.free.push(worker)
      this.dismissIdle()
      this.finish(job, end)
      this.dispatch()
    },
    onNotBegun: (_worker, job, reason) => {
      const attempts = (this.attempts.get(job) ?? 0) + 1
      this.attempts.set(job, attempts)
      if (attempts >= MAX_ATTEMPTS) return this.finish(job, notBegun(reason))
      if (this.closed && this.onIdle === undefined) return this.finish(job, { kind: 'cancelled', fuel: 0n })
      this.queue.release(job)
      this.queue.putBack(job)
      this.watch(job)
      this.dispatch()
    },
    onGone: (lost, ended) => {
      this.workers.delete(lost)
      const place = this.free.indexOf(lost)
      if (place >= 0) this.free.splice(place, 1)
      this.ending.add(ended)
      const settled = (): void => {
        this.ending.delete(ended)
        this.dispatch()
      }
      ended.then(settled, settled)
      this.dispatch()
    },
  }
}

function notBegun(reason: string): JobEnd {
  return { kind: 'crashed', reason, begun: false, fuel: 0n }
}
