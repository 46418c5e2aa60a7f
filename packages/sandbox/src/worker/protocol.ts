import type { SkillResult } from '@blufio/core'
import type { RunRequest } from '../invocation.ts'
import type { PrepareRequest } from '../prepare.ts'
import type { MeteredModule } from '../rewriter/metered-module.ts'
import type { RewriteErrorCode } from '../rewriter/rewrite-error.ts'
import type { SandboxErrorCode } from '../sandbox-error.ts'

/** What a host asks of a worker; a worker does one thing at a time. */
export type HostMessage =
  | { readonly kind: 'prepare'; readonly job: number; readonly request: PrepareRequest }
  | {
      readonly kind: 'run'
      readonly job: number
      /** Names a module that the worker keeps from the first run of it on. */
      readonly key: number
      readonly module?: MeteredModule
      /** Whether the worker is to keep the module: not when it has been replaced meanwhile. */
      readonly keep: boolean
      readonly request: RunRequest
      /** Holds the number of the job to be cancelled, where threads can share memory. */
      readonly cancelled?: Int32Array
    }
  | { readonly kind: 'forget'; readonly key: number }

/** What a worker answers. */
export type WorkerMessage =
  | { readonly kind: 'prepared'; readonly job: number; readonly module: MeteredModule }
  | { readonly kind: 'done'; readonly job: number; readonly result: SkillResult }
  | { readonly kind: 'refused'; readonly job: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly job: number; readonly reason: string }

/** A RewriteError or SandboxError in a form that can be posted: cloning an error loses its class and fields. */
export interface Refusal {
  readonly code: RewriteErrorCode | SandboxErrorCode
  readonly message: string
  readonly offset?: number
  readonly hint?: string
}
