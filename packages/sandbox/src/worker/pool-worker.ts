import type { WorkerThread } from '../platform/platform.ts'
import { performBounded } from '../services/perform-bounded.ts'
import type { Job, JobEnd } from './job.ts'
import type { HostCallMessage, HostMessage, WorkerMessage } from './protocol.ts'
import { isWorkerMessage } from './worker-message.ts'

/** How long a worker may take to start: many at once, on a busy machine, need seconds. */
const START_MS = 20_000
/** How long a worker may take, after it was told to stop, before it is killed. */
const GRACE_MS = 250
/** A timer that comes so late tells that this thread was held up, or all the machine, and the worker perhaps with it. */
const HELD_UP_MS = 50

/** What a pool is told by its workers. */
export interface PoolWorkerEvents {
  /** The job has ended, and the worker can do another unless it is gone. */
  onEnd(worker: PoolWorker, job: Job, end: JobEnd): void
  /** The guest of its job waits for its host, or does so no longer. */
  onWaiting(worker: PoolWorker, isWaiting: boolean): void
  /** The worker died before it had begun the job, which is not to blame. */
  onNotBegun(worker: PoolWorker, job: Job, reason: string): void
  /** The worker will do nothing any more; `ended` resolves once its thread has ended. */
  onGone(worker: PoolWorker, ended: Promise<void>): void
}

/** A job under way. */
interface CurrentJob {
  readonly job: Job
  /** Ends what its guest asked for; made by the first such call, as one takes as long as a small run. */
  calls?: AbortController
  readonly release: () => void
}

/** One worker of a pool: does a job at a time and is killed when it does not come back. */
export class PoolWorker {
  /** The skills that the worker keeps. */
  readonly knows: Set<number> = new Set()
  private readonly thread: WorkerThread
  private readonly events: PoolWorkerEvents
  private current: CurrentJob | undefined
  /** Once the worker has started: what to do then, if it has a job already. */
  private onReady: (() => void) | undefined
  private ready = false
  private gone = false
  private waiting = false

  constructor(startWorker: () => WorkerThread, events: PoolWorkerEvents) {
    this.events = events
    this.thread = startWorker()
    this.thread.listen(
      (message) => this.received(message),
      (reason) => this.crashed(reason),
    )
  }

  get isGone(): boolean {
    return this.gone
  }

  /** Does a job; the worker must be free. */
  start(job: Job): void {
    const stopTimers: (() => void)[] = []
    const begin = (): void => void stopTimers.push(afterPatience(job.patienceMs, () => this.kill('overdue')))
    if (this.ready) begin()
    else {
      const stopWaiting = afterPatience(START_MS, () => this.crashed(`it did not start within ${START_MS} ms`))
      stopTimers.push(stopWaiting)
      this.onReady = () => {
        stopWaiting()
        begin()
      }
    }
    const { signal } = job
    const abort = (): void => {
      this.current?.calls?.abort()
      const { status } = this.thread
      if (status === undefined) return this.kill('cancelled')
      status.cancel(job.id)
      stopTimers.push(afterPatience(GRACE_MS, () => this.kill('cancelled')))
    }
    signal?.addEventListener('abort', abort, { once: true })
    const release = (): void => {
      for (const stop of stopTimers) stop()
      signal?.removeEventListener('abort', abort)
    }
    this.current = { job, release }
    this.thread.keepAlive(true)
    for (const message of job.messages(this)) this.thread.post(message)
  }

  /** Tells the worker to let go of a skill. */
  forget(key: number): void {
    if (this.knows.delete(key)) this.thread.post({ kind: 'forget', key } satisfies HostMessage)
  }

  /** Ends the worker; a job under way ends as `kind`. */
  kill(kind: 'overdue' | 'cancelled'): void {
    const { current } = this
    if (this.gone) return
    this.end(current === undefined ? undefined : { kind, fuel: this.fuelOf(current.job) })
  }

  private crashed(reason: string): void {
    if (this.gone) return
    const { current } = this
    if (current === undefined) return this.end(undefined)
    if (this.ready && this.thread.status?.hasBegun(current.job.id) !== false) {
      return this.end({ kind: 'crashed', reason, begun: true, fuel: this.fuelOf(current.job) })
    }
    this.end(undefined)
    this.events.onNotBegun(this, current.job, reason)
  }

  private end(end: JobEnd | undefined): void {
    this.gone = true
    const ended = this.thread.terminate()
    const { current } = this
    this.letGo()
    if (current !== undefined && end !== undefined) this.events.onEnd(this, current.job, end)
    this.events.onGone(this, ended)
  }

  private received(message: unknown): void {
    if (this.gone) return
    if (isWorkerMessage(message)) this.answered(message)
    else this.crashed('it sent what is no message')
  }

  private answered(answer: WorkerMessage): void {
    const { current } = this
    if (answer.kind === 'ready') {
      this.ready = true
      return this.onReady?.()
    }
    if (this.gone || current === undefined || answer.job !== current.job.id) return
    if (answer.kind === 'call') {
      // A guest waits for each: only one that broke out of its rules asks for more.
      return this.waiting ? this.crashed('it asked for something while it waited') : void this.perform(current, answer)
    }
    if (answer.kind === 'progress') return current.job.onProgress?.(answer.progress)
    this.letGo()
    this.events.onEnd(this, current.job, { kind: 'answered', answer })
  }

  /** Does what a guest asked for, and answers it if it is still there. */
  private async perform(current: CurrentJob, { call, request, timeoutMs, blocked }: HostCallMessage): Promise<void> {
    const { job } = current
    current.calls ??= new AbortController()
    const { signal } = current.calls
    this.setWaiting(true)
    // Only one that broke out of its rules asks without being granted anything.
    const perform = job.perform ?? (async () => ({ kind: 'failed', failure: 'invalid-argument' }) as const)
    const answer = await performBounded(perform, request, { timeoutMs, signal })
    if (this.current !== current) return
    this.setWaiting(false)
    if (blocked) this.thread.answers?.give(call, answer)
    else this.thread.post({ kind: 'answer', call, answer } satisfies HostMessage)
  }

  private setWaiting(waiting: boolean): void {
    if (this.waiting === waiting) return
    this.waiting = waiting
    this.events.onWaiting(this, waiting)
  }

  private letGo(): void {
    this.setWaiting(false)
    this.current?.release()
    this.current?.calls?.abort()
    this.current = undefined
    this.onReady = undefined
    this.thread.keepAlive(false)
  }

  private fuelOf(job: Job): bigint {
    const { status } = this.thread
    return status?.hasBegun(job.id) === true ? status.lastFuel : 0n
  }
}

/** Calls `kill` after a time, or some more where this thread could not look in time; gives a way to stop it. */
function afterPatience(ms: number, kill: () => void): () => void {
  const dueAt = performance.now() + ms
  let timer = setTimeout(() => {
    if (performance.now() - dueAt <= HELD_UP_MS) kill()
    else timer = setTimeout(kill, GRACE_MS)
  }, ms)
  return () => clearTimeout(timer)
}
