/** What a host and the thread that runs a guest for it tell each other while the guest runs; the host's side. */
export interface HostStatus {
  /** Has the job of this number end at the guest's next check. */
  cancel(job: number): void
  /** Whether the thread has begun the job of this number. */
  hasBegun(job: number): boolean
  /** What the job begun last has used so far, in units of fuel. */
  readonly lastFuel: bigint
}

/** The thread's side of it. */
export interface ThreadStatus {
  begin(job: number): void
  isCancelled(job: number): boolean
  noteFuel(units: bigint): void
}

/** What a worker gets at first of the memory that it shares with its host. */
export interface SharedWithWorker {
  readonly status: SharedArrayBuffer
  /** Where answers come to a guest whose thread is blocked; absent where guests are suspended. */
  readonly answers?: SharedArrayBuffer | undefined
}

/** Bytes that are shared: i32 at 0, the job to be cancelled; i32 at 4, the job begun last; u64 at 8, its fuel so far. */
export const STATUS_BYTES = 16

/** Both sides on memory that threads share. */
export class SharedStatus implements HostStatus, ThreadStatus {
  readonly buffer: SharedArrayBuffer
  private readonly jobs: Int32Array
  private readonly fuel: BigUint64Array

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(STATUS_BYTES)) {
    this.buffer = buffer
    this.jobs = new Int32Array(buffer, 0, 2)
    this.fuel = new BigUint64Array(buffer, 8, 1)
  }

  cancel(job: number): void {
    Atomics.store(this.jobs, 0, job)
  }

  isCancelled(job: number): boolean {
    return Atomics.load(this.jobs, 0) === job
  }

  begin(job: number): void {
    Atomics.store(this.fuel, 0, 0n)
    Atomics.store(this.jobs, 1, job)
  }

  hasBegun(job: number): boolean {
    return Atomics.load(this.jobs, 1) === job
  }

  noteFuel(units: bigint): void {
    Atomics.store(this.fuel, 0, units)
  }

  get lastFuel(): bigint {
    return Atomics.load(this.fuel, 0)
  }
}
