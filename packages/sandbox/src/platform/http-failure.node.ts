import type { HostFailure } from '../host/host-request.ts'

/** Thrown within the HTTP client of Node.js: why a hop failed. */
export class HopFailure extends Error {
  readonly failure: HostFailure

  constructor(failure: HostFailure) {
    super(failure)
    this.failure = failure
  }
}

/** Errors of undici that tell of something else than a connection; those of its parser begin with `HPE_`. */
const FAILURES: ReadonlyMap<string, HostFailure> = new Map([
  ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too-large'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol-error'],
])

/** Why a hop failed, by what was thrown. */
export function hopFailure(thrown: unknown): HostFailure {
  if (thrown instanceof HopFailure) return thrown.failure
  const code = String((thrown as { code?: unknown } | undefined)?.code)
  return code.startsWith('HPE_') ? 'protocol-error' : (FAILURES.get(code) ?? 'connection-failed')
}
