import type { Platform, WorkerThread } from '../platform/platform.ts'
import type { Job, JobEnd } from './job.ts'
import type { HostMessage, WorkerMessage } from './protocol.ts'

/** How long a worker may take, after it was told to stop, before it is killed. */
const GRACE_MS = 250

/** What a pool is told by its workers. */
export interface PoolWorkerEvents {
  /** The worker can do another job. */
  onFree(worker: PoolWorker): void
  /** The worker will do none any more; `ended` resolves once its thread has ended. */
  onGone(worker: PoolWorker, ended: Promise<void>): void
}

/** One worker of a pool: does a job at a time and is killed when it does not come back. */
export class PoolWorker {
  /** The modules that the worker keeps. */
  readonly knows: Set<number> = new Set()
  /** Where a job is cancelled without killing the worker; absent where threads can't share memory. */
  readonly cancelled: Int32Array | undefined =
    typeof SharedArrayBuffer === 'undefined' ? undefined : new Int32Array(new SharedArrayBuffer(4))
  private readonly thread: WorkerThread
  private readonly events: PoolWorkerEvents
  private current: { readonly job: Job; readonly release: () => void } | undefined
  private gone = false

  constructor(platform: Platform, events: PoolWorkerEvents) {
    this.events = events
    this.thread = platform.startWorker()
    this.thread.listen(
      (message) => this.answered(message as WorkerMessage),
      (reason) => this.kill({ kind: 'crashed', reason }),
    )
  }

  /** Does a job; the worker must be free. */
  start(job: Job): void {
    const timers = [setTimeout(() => this.kill({ kind: 'overdue' }), job.patienceMs)]
    const abort = (): void => {
      if (this.cancelled === undefined) return this.kill({ kind: 'cancelled' })
      Atomics.store(this.cancelled, 0, job.id)
      timers.push(setTimeout(() => this.kill({ kind: 'cancelled' }), GRACE_MS))
    }
    job.signal?.addEventListener('abort', abort, { once: true })
    const release = (): void => {
      for (const timer of timers) clearTimeout(timer)
      job.signal?.removeEventListener('abort', abort)
    }
    this.current = { job, release }
    this.thread.keepAlive(true)
    this.thread.post(job.message(this))
  }

  /** Tells the worker to let go of a module. */
  forget(key: number): void {
    if (this.knows.delete(key)) this.thread.post({ kind: 'forget', key } satisfies HostMessage)
  }

  /** Ends the worker; a job under way ends with `end`. */
  kill(end: JobEnd): void {
    if (this.gone) return
    this.gone = true
    const ended = this.thread.terminate()
    this.finish(end)
    this.events.onGone(this, ended)
  }

  private answered(answer: WorkerMessage): void {
    if (this.gone || answer.job !== this.current?.job.id) return
    this.finish({ kind: 'answered', answer })
    this.events.onFree(this)
  }

  private finish(end: JobEnd): void {
    const { current } = this
    this.current = undefined
    current?.release()
    this.thread.keepAlive(false)
    current?.job.end(end)
  }
}
