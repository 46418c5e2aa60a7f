import type { SkillResult } from '@blufio/core'
import type { RunRequest } from './invocation.ts'
import type { PreparedModule } from './loaded-skill.ts'
import type { RewritePolicy } from './rewriter/plan/policy.ts'

/** Where modules are compiled and run: on the caller's thread, or on threads of their own. */
export interface Executor {
  /** Rewrites and compiles a module; throws what `rewrite` throws. */
  prepare(wasm: Uint8Array<ArrayBuffer>, policy: RewritePolicy): Promise<PreparedModule>
  /** Runs a module once. */
  run(prepared: PreparedModule, request: RunRequest, signal: AbortSignal | undefined): Promise<SkillResult>
  /** Lets go of a module that will not be run again. */
  forget(prepared: PreparedModule): void
  /** Ends everything; runs that are under way come out as `cancelled`. */
  close(): Promise<void>
}
