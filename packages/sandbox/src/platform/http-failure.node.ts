import type { HostFailure } from '../host/host-request.ts'

/** Thrown within the HTTP client of Node.js: why a hop failed. */
export class HopFailure extends Error {
  readonly failure: HostFailure

  constructor(failure: HostFailure) {
    super(failure)
    this.failure = failure
  }
}

/** Errors of undici that tell of something else than a connection, by their codes. */
const FAILURES: ReadonlyMap<unknown, HostFailure> = new Map<unknown, HostFailure>([
  ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too-large'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol-error'],
])

/** Why a hop failed, by what was thrown. */
export function hopFailure(thrown: unknown): HostFailure {
  if (thrown instanceof HopFailure) return thrown.failure
  const { name, code } = thrown as { readonly name?: unknown; readonly code?: unknown }
  // What its parser throws often has no code.
  return name === 'HTTPParserError' ? 'protocol-error' : (FAILURES.get(code) ?? 'connection-failed')
}
