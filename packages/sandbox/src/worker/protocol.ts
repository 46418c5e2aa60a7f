import type { HostAnswer, HostRequest } from '../host/host-request.ts'
import type { RunRequest } from '../invocation.ts'
import type { PreparedSkill, PrepareRequest } from '../prepare.ts'
import type { RewriteErrorCode } from '../rewriter/rewrite-error.ts'
import type { RunAnswer } from '../run-answer.ts'
import type { RunProgress } from '../run-progress.ts'
import type { SandboxErrorCode } from '../sandbox-error.ts'

/** What a host asks of a worker; a worker does one job at a time. */
export type HostMessage =
  | {
      readonly kind: 'prepare'
      readonly job: number
      readonly request: PrepareRequest
      /** Whether a module could not be posted back. */
      readonly asBytes: boolean
    }
  /** The worker keeps the skill under the number `key`, which runs of it name, until it is told to forget it. */
  | { readonly kind: 'load'; readonly key: number; readonly skill: PreparedSkill }
  | { readonly kind: 'run'; readonly job: number; readonly key: number; readonly request: RunRequest }
  | { readonly kind: 'forget'; readonly key: number }
  /** To a worker whose guest is suspended; one that is blocked gets it as shared-answers.ts says. */
  | { readonly kind: 'answer'; readonly call: number; readonly answer: HostAnswer }

/** What a worker answers. */
export type WorkerMessage =
  /** Said once, first: it has started, and takes messages. */
  | { readonly kind: 'ready' }
  | HostCallMessage
  | { readonly kind: 'prepared'; readonly job: number; readonly skill: PreparedSkill }
  /** Of a run that asked for it, any number of times before it is done. */
  | { readonly kind: 'progress'; readonly job: number; readonly progress: RunProgress }
  | { readonly kind: 'done'; readonly job: number; readonly result: RunAnswer }
  | { readonly kind: 'refused'; readonly job: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly job: number; readonly reason: string }

/** The guest of a job asks its host for something, and waits for an answer for so long. */
export interface HostCallMessage {
  readonly kind: 'call'
  readonly job: number
  readonly call: number
  readonly request: HostRequest
  readonly timeoutMs: number
  /** Whether the thread is blocked meanwhile. */
  readonly blocked: boolean
}

/** A RewriteError or SandboxError in a form that can be posted: cloning an error loses its class and fields. */
export interface Refusal {
  readonly code: RewriteErrorCode | SandboxErrorCode
  readonly message: string
  readonly offset?: number
  readonly hint?: string
}
