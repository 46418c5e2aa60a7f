import type { RunRequest } from './invocation.ts'
import type { PreparedSkill, PrepareRequest } from './prepare.ts'
import type { RunAnswer } from './run-answer.ts'
import type { RunProgress } from './run-progress.ts'
import type { Perform } from './services/perform.ts'

/** How a run and who asked for it hear of each other. */
export interface RunCaller {
  /** Ends the run. */
  readonly signal?: AbortSignal | undefined
  /** Called when the run waits no longer; again when it had to be given to another worker. */
  readonly onStart?: (() => void) | undefined
  /** Does what the run asks its host for; absent when it may ask for nothing. */
  readonly perform?: Perform | undefined
  /** Told how far the run has come; never throws. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined
}

/** Where modules are compiled and run: on the caller's thread, or on threads or in processes of their own. */
export interface Executor {
  /** Rewrites and compiles a skill's module; throws what `prepare` throws. */
  prepare(request: PrepareRequest): Promise<PreparedSkill>
  /** Runs a skill once; `name` is who it takes turns as. Throws a SandboxError `ERR_BUSY` when too many wait. */
  run(skill: PreparedSkill, name: string, request: RunRequest, caller?: RunCaller): Promise<RunAnswer>
  /** Lets go of a skill that will not be run again. */
  forget(skill: PreparedSkill): void
  /**
   * Takes nothing more and ends: runs that are under way and that wait come to their end if `drain` says so, else they come
   * out as `cancelled`. Waits for threads to end, but not for ever.
   */
  close(drain: boolean): Promise<void>
}
