import type { Platform } from '../platform/platform.ts'
import type { Job } from './job.ts'
import { PoolWorker } from './pool-worker.ts'

/** Up to so many workers, started when there is work, that take jobs in the order they come. */
export class WorkerPool {
  private readonly platform: Platform
  private readonly size: number
  private readonly workers: Set<PoolWorker> = new Set()
  private readonly free: PoolWorker[] = []
  /** In the order they came, each with what to do when it waits no longer. */
  private readonly waiting = new Map<Job, () => void>()

  constructor(platform: Platform, size: number) {
    this.platform = platform
    this.size = size
  }

  /** Takes a job; its `end` is called once, whatever happens. */
  submit(job: Job): void {
    const { signal } = job
    if (signal?.aborted === true) return job.end({ kind: 'cancelled' })
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

  /** Ends all workers; jobs under way and waiting end as cancelled. */
  close(): void {
    for (const [job, stopWatching] of this.waiting) {
      stopWatching()
      job.end({ kind: 'cancelled' })
    }
    this.waiting.clear()
    for (const worker of [...this.workers]) worker.kill({ kind: 'cancelled' })
  }

  private dispatch(): void {
    for (const [job, stopWatching] of this.waiting) {
      const worker = this.free.pop() ?? this.hire()
      if (worker === undefined) return
      this.waiting.delete(job)
      stopWatching()
      if (typeof worker === 'string') job.end({ kind: 'crashed', reason: worker })
      else worker.start(job)
    }
  }

  /** A new worker, or why there is none: `undefined` when the pool is full, a reason when it can't be started. */
  private hire(): PoolWorker | string | undefined {
    if (this.workers.size >= this.size) return undefined
    try {
      const worker = new PoolWorker(this.platform, {
        onFree: (freed) => this.take(freed),
        onGone: (lost) => this.lose(lost),
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

  private lose(lost: PoolWorker): void {
    this.workers.delete(lost)
    const place = this.free.indexOf(lost)
    if (place >= 0) this.free.splice(place, 1)
    this.dispatch()
  }
}
