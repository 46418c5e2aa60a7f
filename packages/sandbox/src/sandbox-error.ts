import { BlufioError, type BlufioErrorOptions } from '@blufio/core'

/** The codes of a {@link SandboxError}. */
export type SandboxErrorCode =
  | 'ERR_SKILL_UNKNOWN'
  | 'ERR_SKILL_MANIFEST'
  | 'ERR_SKILL_DIGEST'
  | 'ERR_SKILL_IMPORT'
  | 'ERR_SKILL_EXPORT'
  | 'ERR_SKILL_WAITS'
  | 'ERR_SKILL_FILES'
  | 'ERR_SKILL_SECRET'
  | 'ERR_SKILL_LOAD_TIMEOUT'
  | 'ERR_SKILL_LOAD_CRASH'
  | 'ERR_INPUT_NOT_JSON'
  | 'ERR_INPUT_TOO_LARGE'
  | 'ERR_OPTION'
  | 'ERR_BUSY'
  | 'ERR_REPLAY_SKILL'
  | 'ERR_REPLAY_TRACE'
  | 'ERR_REPLAY_DIVERGED'
  | 'ERR_RUNTIME_CLOSED'
  | 'ERR_WORKER_FAILED'

/** What a {@link SandboxError} carries beside its code and message. */
export interface SandboxErrorOptions extends BlufioErrorOptions {
  /** Where in a trace it is, such as `calls[3].returns`; with `ERR_REPLAY_TRACE`. */
  readonly path?: string
  /** At which call of its trace a replay differed, from 0; with `ERR_REPLAY_DIVERGED`. */
  readonly call?: number
}

/** A fault of the caller or of the host; what a guest does is told by a result's outcome instead. */
export class SandboxError extends BlufioError {
  override readonly name = 'SandboxError'
  declare readonly code: SandboxErrorCode
  declare readonly path?: string
  declare readonly call?: number

  constructor(code: SandboxErrorCode, message: string, options: SandboxErrorOptions = {}) {
    super(code, message, options)
    if (options.path !== undefined) this.path = options.path
    if (options.call !== undefined) this.call = options.call
  }
}
