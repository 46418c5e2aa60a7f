import type { RunProgress } from '../run-progress.ts'
import type { Perform } from '../services/perform.ts'
import type { HostMessage, WorkerMessage } from './protocol.ts'

/** What a worker answers to a job. */
export type JobAnswer = Exclude<WorkerMessage, { readonly kind: 'ready' | 'call' | 'progress' }>

/** How a job of a worker ended: with the worker's answer, or without one. */
export type JobEnd =
  | { readonly kind: 'answered'; readonly answer: JobAnswer }
  /** Killed because it took too long; `fuel` is what it had surely used. */
  | { readonly kind: 'overdue'; readonly fuel: bigint }
  | { readonly kind: 'cancelled'; readonly fuel: bigint }
  /** `begun` tells whether the worker had got to it, as far as that is known. */
  | { readonly kind: 'crashed'; readonly reason: string; readonly begun: boolean; readonly fuel: bigint }
  /** Not taken: too many wait. */
  | { readonly kind: 'busy'; readonly waiting: number }

/** Something for a worker to do. */
export interface Job {
  readonly id: number
  /** Whom it is for: jobs of one name take turns with those of others. */
  readonly name: string
  /** What it holds while it waits, roughly. */
  readonly bytes: number
  /** Makes the messages once it is known which worker gets them. */
  messages(worker: { readonly knows: Set<number> }): readonly HostMessage[]
  /** After so many milliseconds the worker is killed: it should have ended the job long before. */
  readonly patienceMs: number
  readonly signal: AbortSignal | undefined
  /** Does what its guest asks for; absent when that may ask for nothing. */
  readonly perform?: Perform | undefined
  /** Told how far its guest has come; never throws. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
  end(end: JobEnd): void
}
