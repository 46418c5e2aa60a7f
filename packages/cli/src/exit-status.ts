import { isBlufioError } from '@blufio/core'

/**
 * How `blufio` ends: 0 done, 1 the skill ended in an error, 2 wrong usage or bad input, 3 refused (permission,
 * signature, policy), 4 not found, 70 a fault of ours.
 */
export type ExitStatus = 0 | 1 | 2 | 3 | 4 | 70

const REFUSED = new Set([
  'ERR_CLI_DIGEST',
  'ERR_CLI_DIGEST_MISSING',
  'ERR_CLI_DOWNLOAD_REFUSED',
  'ERR_CLI_KEY_EXPOSED',
  'ERR_CLI_NOT_APPROVED',
  'ERR_CLI_NOT_SIGNED',
  'ERR_CLI_SECRETS_EXPOSED',
  'ERR_SKILL_DIGEST',
  'ERR_STORE_CONTENT_CHANGED',
  'ERR_STORE_CONTENT_UNKNOWN',
  'ERR_STORE_DOWNGRADE',
  'ERR_STORE_NOT_APPROVED',
  'ERR_STORE_PUBLISHER',
  'ERR_STORE_PUBLISHER_KEY',
  'ERR_STORE_SIGNATURE',
  'ERR_STORE_SIGNATURE_MISSING',
])

const NOT_FOUND = new Set([
  'ERR_CLI_DOWNLOAD_NOT_FOUND',
  'ERR_CLI_FILE_NOT_FOUND',
  'ERR_CLI_FUNCTION_NOT_FOUND',
  'ERR_CLI_SKILL_NOT_FOUND',
  'ERR_CONFIG_NOT_FOUND',
  'ERR_MANIFEST_NOT_FOUND',
  'ERR_STORE_PUBLISHER_NOT_FOUND',
  'ERR_STORE_SKILL_NOT_FOUND',
  'ERR_STORE_WASM_MISSING',
])

// What a user can't bring about: a package was misused, or something of it broke.
const OURS = new Set([
  'ERR_OPTION',
  'ERR_RUNTIME_CLOSED',
  'ERR_SKILL_UNKNOWN',
  'ERR_STORE_CLOSED',
  'ERR_STORE_OPTIONS',
  'ERR_STORE_SQLITE',
  'ERR_WORKER_FAILED',
])

/** The exit status that tells `error`: every error with a code is the user's to mend, but for the few that are ours. */
export function exitStatusOf(error: unknown): ExitStatus {
  if (!isBlufioError(error) || OURS.has(error.code)) return 70
  if (REFUSED.has(error.code)) return 3
  return NOT_FOUND.has(error.code) ? 4 : 2
}
