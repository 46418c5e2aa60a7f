import type { SkillResult } from '@blufio/core'
import type { RunRequest } from '../invocation.ts'
import type { PreparedModule } from '../loaded-skill.ts'
import type { MeteredModule } from '../rewriter/metered-module.ts'
import type { RewritePolicy } from '../rewriter/plan/policy.ts'
import type { RewriteErrorCode } from '../rewriter/rewrite-error.ts'

/** What a host asks of a worker; a worker does one thing at a time. */
export type HostMessage =
  | {
      readonly kind: 'prepare'
      readonly job: number
      readonly wasm: Uint8Array<ArrayBuffer>
      readonly policy: RewritePolicy
    }
  | {
      readonly kind: 'run'
      readonly job: number
      /** Names a module that the worker keeps from the first run of it on. */
      readonly key: number
      readonly module?: MeteredModule
      readonly request: RunRequest
      /** Holds the number of the job to be cancelled, where threads can share memory. */
      readonly cancelled?: Int32Array
    }
  | { readonly kind: 'forget'; readonly key: number }

/** What a worker answers. */
export type WorkerMessage =
  | { readonly kind: 'prepared'; readonly job: number; readonly prepared: PreparedModule }
  | { readonly kind: 'done'; readonly job: number; readonly result: SkillResult }
  | { readonly kind: 'refused'; readonly job: number; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly job: number; readonly reason: string }

/** A RewriteError in a form that can be posted: cloning an error loses its class and fields. */
export interface Refusal {
  readonly code: RewriteErrorCode
  readonly message: string
  readonly offset?: number
  readonly hint?: string
}
