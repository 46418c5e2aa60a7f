import type { HostMessage, WorkerMessage } from './protocol.ts'

/** How a job of a worker ended: with the worker's answer, or without one. */
export type JobEnd =
  | { readonly kind: 'answered'; readonly answer: WorkerMessage }
  | { readonly kind: 'overdue' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'crashed'; readonly reason: string }

/** Something for a worker to do. */
export interface Job {
  readonly id: number
  /** Makes the message once it is known which worker gets it. */
  message(worker: { readonly knows: Set<number>; readonly cancelled: Int32Array | undefined }): HostMessage
  /** After so many milliseconds the worker is killed: it should have ended the job long before. */
  readonly patienceMs: number
  readonly signal: AbortSignal | undefined
  end(end: JobEnd): void
}
