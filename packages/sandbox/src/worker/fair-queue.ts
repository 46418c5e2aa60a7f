import type { Job } from './job.ts'

/** How many jobs may wait and run. */
export interface QueueLimits {
  /** All in all; the most of one name. Loading of skills is not counted. */
  readonly maxQueued: number
  readonly maxQueuedPerSkill: number
  /** What all that wait hold together, in bytes. */
  readonly maxQueuedBytes: number
  /** The most of one name that run at once. */
  readonly maxConcurrentPerSkill: number
  /** The most skills that are loaded at once. */
  readonly maxConcurrentLoads: number
}

/** The name of jobs that load skills, which no skill has. */
export const LOADING = ''

interface Lane {
  readonly waiting: Set<Job>
  running: number
}

/** Jobs that wait: those of one name in the order they came, the names in turns. */
export class FairQueue {
  private readonly limits: QueueLimits
  /** The next to have its turn comes first. */
  private readonly lanes = new Map<string, Lane>()
  private waiting = 0
  private runsWaiting = 0
  private bytesWaiting = 0

  constructor(limits: QueueLimits) {
    this.limits = limits
  }

  get isEmpty(): boolean {
    return this.lanes.size === 0
  }

  /** Whether there are jobs that were not taken. */
  get isWaiting(): boolean {
    return this.waiting > 0
  }

  /** Puts a job behind those of its name; `undefined` when that is done, else how many wait already. */
  add(job: Job): number | undefined {
    const lane = this.laneOf(job)
    if (job.name !== LOADING) {
      const { maxQueued, maxQueuedPerSkill, maxQueuedBytes } = this.limits
      if (lane.waiting.size >= maxQueuedPerSkill) return lane.waiting.size
      if (this.runsWaiting >= maxQueued) return this.runsWaiting
      // One alone always has room.
      if (this.runsWaiting > 0 && this.bytesWaiting + job.bytes > maxQueuedBytes) return this.runsWaiting
    }
    this.lanes.set(job.name, lane)
    lane.waiting.add(job)
    this.count(job, 1)
    return undefined
  }

  /** Puts a job that was taken back to where it was. */
  putBack(job: Job): void {
    const lane = this.laneOf(job)
    const others = [...lane.waiting]
    lane.waiting.clear()
    for (const each of [job, ...others]) lane.waiting.add(each)
    this.lanes.set(job.name, lane)
    this.count(job, 1)
  }

  /** Takes a job out that waits; false when it does not. */
  remove(job: Job): boolean {
    const lane = this.lanes.get(job.name)
    if (lane?.waiting.delete(job) !== true) return false
    this.count(job, -1)
    this.drop(job.name, lane)
    return true
  }

  /** The job whose turn it is, if one may run. */
  next(): Job | undefined {
    for (const [name, { waiting, running }] of this.lanes) {
      const most = name === LOADING ? this.limits.maxConcurrentLoads : this.limits.maxConcurrentPerSkill
      if (running < most) for (const job of waiting) return job
    }
    return undefined
  }

  /** Takes out the job whose turn it is; its name then has its next turn after all others. `release` it when it is done. */
  take(job: Job): void {
    const { name } = job
    const lane = this.lanes.get(name)
    if (lane?.waiting.delete(job) !== true) return
    lane.running++
    this.count(job, -1)
    this.lanes.delete(name)
    this.lanes.set(name, lane)
  }

  /** Tells that a job that was taken is done. */
  release({ name }: Job): void {
    const lane = this.lanes.get(name)
    if (lane === undefined) return
    lane.running--
    this.drop(name, lane)
  }

  /** Takes all out that wait. */
  clear(): readonly Job[] {
    const jobs = [...this.lanes.values()].flatMap(({ waiting }) => [...waiting])
    for (const job of jobs) this.remove(job)
    return jobs
  }

  private laneOf({ name }: Job): Lane {
    return this.lanes.get(name) ?? { waiting: new Set(), running: 0 }
  }

  private count({ name, bytes }: Job, change: 1 | -1): void {
    this.waiting += change
    if (name === LOADING) return
    this.runsWaiting += change
    this.bytesWaiting += change * bytes
  }

  private drop(name: string, lane: Lane): void {
    if (lane.waiting.size === 0 && lane.running === 0) this.lanes.delete(name)
  }
}
