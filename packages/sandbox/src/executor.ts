import type { SkillResult } from '@blufio/core'
import type { RunRequest } from './invocation.ts'
import type { PrepareRequest } from './prepare.ts'
import type { MeteredModule } from './rewriter/metered-module.ts'

/** Where modules are compiled and run: on the caller's thread, or on threads of their own. */
export interface Executor {
  /** Rewrites and compiles a skill's module; throws what `rewrite` and `assertInterface` throw. */
  prepare(request: PrepareRequest): Promise<MeteredModule>
  /** Runs a module once. */
  run(module: MeteredModule, request: RunRequest, signal: AbortSignal | undefined): Promise<SkillResult>
  /** Lets go of a module that will not be run again. */
  forget(module: MeteredModule): void
  /** Ends everything; runs that are under way come out as `cancelled`. Waits for threads to end, but not for ever. */
  close(): Promise<void>
}
