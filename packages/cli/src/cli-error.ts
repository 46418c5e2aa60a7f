import { BlufioError, type BlufioErrorOptions } from '@blufio/core'

/** The codes of the command line's own errors; docs/errors.md says what each means and what to do. */
export type CliErrorCode =
  | 'ERR_CLI_AUDIT_LOG'
  | 'ERR_CLI_BUILD_FAILED'
  | 'ERR_CLI_DIGEST'
  | 'ERR_CLI_DIGEST_MISSING'
  | 'ERR_CLI_DOWNLOAD_FAILED'
  | 'ERR_CLI_DOWNLOAD_NOT_FOUND'
  | 'ERR_CLI_DOWNLOAD_REFUSED'
  | 'ERR_CLI_DOWNLOAD_TIMEOUT'
  | 'ERR_CLI_DOWNLOAD_TOO_LARGE'
  | 'ERR_CLI_FILE_EXISTS'
  | 'ERR_CLI_FILE_NOT_FOUND'
  | 'ERR_CLI_FILE_READ'
  | 'ERR_CLI_FILE_WRITE'
  | 'ERR_CLI_FOLDER_EXISTS'
  | 'ERR_CLI_FUNCTION_NOT_FOUND'
  | 'ERR_CLI_INPUT_JSON'
  | 'ERR_CLI_LOCK'
  | 'ERR_CLI_KEY_EXPOSED'
  | 'ERR_CLI_NOT_APPROVED'
  | 'ERR_CLI_NOT_SIGNED'
  | 'ERR_CLI_NO_PROJECT'
  | 'ERR_CLI_PACKAGE'
  | 'ERR_CLI_SECRETS_EXPOSED'
  | 'ERR_CLI_SECRETS_FILE'
  | 'ERR_CLI_SECRET_MISSING'
  | 'ERR_CLI_SECRET_VALUE'
  | 'ERR_CLI_SKILL_NOT_FOUND'
  | 'ERR_CLI_TOOL_MISSING'
  | 'ERR_CLI_USAGE'

/** What an error of the command line carries beside its code and message. */
export interface CliErrorOptions extends BlufioErrorOptions {
  /** The skill that it is about. */
  readonly skillName?: string
}

/** An error of the command line itself. */
export function cliError(
  code: CliErrorCode,
  message: string,
  { skillName, ...options }: CliErrorOptions = {},
): BlufioError {
  const error = new BlufioError(code, message, options)
  return skillName === undefined ? error : Object.assign(error, { skillName })
}
