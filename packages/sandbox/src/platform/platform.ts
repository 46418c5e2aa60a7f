import type { HostStatus } from '../worker/shared-status.ts'

/** What differs between the places where the sandbox runs. */
export interface Platform {
  /** The environment that grants are taken from when the host program gives none. */
  environment(): Readonly<Record<string, string | undefined>>
  /** How many threads the machine runs at once. */
  parallelism(): number
  /** Starts a thread that serves the protocol of worker/protocol.ts. */
  startWorker(): WorkerThread
  /** Starts a process that serves it, where there are any. */
  startProcess?(): WorkerThread
}

/** A thread of its own, whichever way the platform makes one. */
export interface WorkerThread {
  /** What it shares with its host; absent where it can share nothing: a job is then cancelled by ending the thread. */
  readonly status?: HostStatus
  /** Sends a message; what is in `transfer` moves instead of being copied. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void
  /** Sets who gets its messages, and who is told when it fails or ends by itself. */
  listen(onMessage: (message: unknown) => void, onFailure: (reason: string) => void): void
  /** Whether the process should stay alive for it. */
  keepAlive(busy: boolean): void
  /** Ends it, whatever it does; resolves once it has ended, which an engine that is compiling can put off. */
  terminate(): Promise<void>
}
