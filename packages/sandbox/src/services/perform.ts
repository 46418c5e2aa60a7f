import type { HostAnswer, HostRequest } from '../host/host-request.ts'

/**
 * Does what one run asks its host for, after every rule. Always resolves; once `signal` is raised soon, with everything of
 * it over: sockets closed, temporary files gone.
 */
export type Perform = (request: HostRequest, signal: AbortSignal) => Promise<HostAnswer>
