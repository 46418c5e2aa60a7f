import type { Platform } from '../platform/platform.ts'
import type { Job } from './job.ts'
import { PoolWorker } from './pool-worker.ts'

/** How long closing waits for threads that are being ended; an engine that compiles can put that off. */
const CLOSE_PATIENCE_MS = 1_000

/** Up to so many workers, started when there is work, that take jobs in the order they come. */
export class WorkerPool {
  private readonly platform: Platform
  private readonly size: number
  private readonly workers: Set<PoolWorker> = new Set()
  private readonly free: PoolWorker[] = []
  /** Threads that were told to end and have not ended yet. */
  private readonly ending: Set<Promise<void>> = new Set()
  /** In the order they came, each with what to do when it waits no longer. */
  private readonly waiting = new Map<Job, () => void>()
  private closed = false

  constructor(platform: Platform, size: number) {
    this.platform = platform
    this.size = size
  }

  /** Takes a job; its `end` is called once, whatever happens. */
  submit(job: Job): void {
    const { signal } = job
    if (this.closed || signal?.aborted === true) return job.end({ kind: 'cancelled' })
    const leave = (): void => {
      this.waiting.delete(job)
      job.end({ kind: 'cancelled' })
    }
    signal?.addEventListener('abort', leave, { once: true })
    this.waiting.set(job, () => signal?.removeEventListener('abort', leave))
    this.dispatch()
  }

  /** Tells all workers to let go of a module. */
  forget(key: number): void {
    for (const worker of this.workers) worker.forget(key)
  }

  /** Ends all workers; jobs under way and waiting end as cancelled. Resolves when the threads have ended, or soon after. */
  async close(): Promise<void> {
    this.closed = true
    for (const [job, stopWatching] of this.waiting) {
      stopWatching()
      job.end({ kind: 'cancelled' })
    }
    this.waiting.clear()
    for (const worker of [...this.workers]) worker.kill({ kind: 'cancelled' })
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_PATIENCE_MS)
    })
    await Promise.race([Promise.all(this.ending), patience])
    clearTimeout(timer)
  }

  private dispatch(): void {
    for (const [job, stopWatching] of this.waiting) {
      // An abort that is under way has not reached every listener yet.
      const aborted = job.signal?.aborted === true
      const worker = aborted ? undefined : (this.free.pop() ?? this.hire())
      if (worker === undefined && !aborted) return
      this.waiting.delete(job)
      stopWatching()
      if (worker === undefined) job.end({ kind: 'cancelled' })
      else if (typeof worker === 'string') job.end({ kind: 'crashed', reason: worker })
      else worker.start(job)
    }
  }

  /** A new worker, or why there is none: `undefined` when the pool is full, a reason when it can't be started. */
  private hire(): PoolWorker | string | undefined {
    // Threads that do not end count too, up to a point: or modules that are slow to compile would pile them up.
    if (this.workers.size >= this.size || this.workers.size + this.ending.size >= 2 * this.size) return undefined
    try {
      const worker = new PoolWorker(this.platform, {
        onFree: (freed) => this.take(freed),
        onGone: (lost, ended) => this.lose(lost, ended),
      })
      this.workers.add(worker)
      return worker
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  private take(freed: PoolWorker): void {
    this.free.push(freed)
    this.dispatch()
  }

  private lose(lost: PoolWorker, ended: Promise<void>): void {
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
  }
}
