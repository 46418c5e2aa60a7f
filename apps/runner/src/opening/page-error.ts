import { BlufioError } from '@blufio/core'

/** What the page itself refuses. */
export type PageErrorCode =
  | 'ERR_RUNNER_FILES'
  | 'ERR_RUNNER_FILE_MISSING'
  | 'ERR_RUNNER_TEXT'
  | 'ERR_RUNNER_TOO_LARGE'
  | 'ERR_RUNNER_ADDRESS'
  | 'ERR_RUNNER_DOWNLOAD'

/** An error with what to do about it. */
export function pageError(code: PageErrorCode, message: string, hint: string): BlufioError {
  return new BlufioError(code, message, { hint })
}
