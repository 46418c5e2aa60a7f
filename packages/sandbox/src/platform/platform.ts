import type { FileOptions, NetworkOptions } from '../host-options.ts'
import type { AnswerGiver } from '../worker/shared-answers.ts'
import type { HostStatus } from '../worker/shared-status.ts'

import type { FileStorage } from './file-storage.ts'
import type { HttpClient } from './http-client.ts'

/** What differs between the places where the sandbox runs. */
export interface Platform {
  /** The environment that grants are taken from when the host program gives none. */
  environment(): Readonly<Record<string, string | undefined>>
  /** How many threads the machine runs at once. */
  parallelism(): number
  /** Starts a thread that serves the protocol of worker/protocol.ts. */
  startWorker(channels: ChannelLimits): WorkerThread
  /** Starts a process that serves it, where there are any. */
  startProcess?(channels: ChannelLimits): WorkerThread
  /** How it speaks HTTP. Throws a SandboxError `ERR_OPTION`. */
  httpClient(options: NetworkOptions): Promise<HttpClient>
  /** Where it keeps the files of skills. Throws a SandboxError `ERR_OPTION`. */
  fileStorage(options: FileOptions): Promise<FileStorage>
}

/** How much goes between a host and its threads. */
export interface ChannelLimits {
  /** The longest answer that a blocked thread can be given. */
  readonly maxAnswerBytes: number
  /** The longest call that a blocked process can send. */
  readonly maxCallBytes: number
}

/** A thread of its own, whichever way the platform makes one. */
export interface WorkerThread {
  /** What it shares with its host; absent where it can share nothing: a job is then cancelled by ending the thread. */
  readonly status?: HostStatus
  /** How a thread that is blocked gets its answers; absent where guests are suspended, or can't wait. */
  readonly answers?: AnswerGiver
  /** Sends a message; what is in `transfer` moves instead of being copied. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void
  /** Sets who gets its messages, and who is told when it fails or ends by itself. */
  listen(onMessage: (message: unknown) => void, onFailure: (reason: string) => void): void
  /** Whether the process should stay alive for it. */
  keepAlive(busy: boolean): void
  /** Ends it, whatever it does; resolves once it has ended, which an engine that is compiling can put off. */
  terminate(): Promise<void>
}
