import { BlufioError } from '@blufio/core'

/** The codes of a {@link SandboxError}. */
export type SandboxErrorCode =
  | 'ERR_SKILL_UNKNOWN'
  | 'ERR_SKILL_MANIFEST'
  | 'ERR_SKILL_DIGEST'
  | 'ERR_SKILL_IMPORT'
  | 'ERR_SKILL_EXPORT'
  | 'ERR_SKILL_LOAD_TIMEOUT'
  | 'ERR_SKILL_LOAD_CRASH'
  | 'ERR_INPUT_NOT_JSON'
  | 'ERR_INPUT_TOO_LARGE'
  | 'ERR_OPTION'
  | 'ERR_BUSY'
  | 'ERR_RUNTIME_CLOSED'
  | 'ERR_WORKER_FAILED'

/** A fault of the caller or of the host; what a guest does is told by a result's outcome instead. */
export class SandboxError extends BlufioError {
  override readonly name = 'SandboxError'
  declare readonly code: SandboxErrorCode

  constructor(code: SandboxErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(code, message, options)
  }
}
