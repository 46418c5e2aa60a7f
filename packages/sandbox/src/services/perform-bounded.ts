import type { HostAnswer, HostRequest } from '../host/host-request.ts'
import type { Perform } from './perform.ts'

const TIMED_OUT: HostAnswer = { kind: 'timed-out' }
const CANCELLED: HostAnswer = { kind: 'cancelled' }
const FAILED: HostAnswer = { kind: 'failed', failure: 'input-output' }

/** How long something may take: so many milliseconds, and until a signal is raised. */
export interface Bounds {
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Performs a request within bounds; beyond them the answer is `timed-out` or `cancelled`, at once, and the work is told to end. Never
 * rejects: what is asked can come from a worker that a guest broke, and must not end the host.
 */
export function performBounded(
  perform: Perform,
  request: HostRequest,
  { timeoutMs, signal }: Bounds,
): Promise<HostAnswer> {
  return new Promise((resolve) => {
    const work = new AbortController()
    const interrupt = (answer: HostAnswer): void => {
      settle()
      resolve(answer)
      work.abort()
    }
    const cancel = (): void => interrupt(CANCELLED)
    const timer = setTimeout(interrupt, timeoutMs, TIMED_OUT)
    const settle = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    }
    if (signal?.aborted === true) return cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    perform(request, work.signal)
      .then(resolve, () => resolve(FAILED))
      .finally(settle)
  })
}
