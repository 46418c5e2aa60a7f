import { NO_HANDLE, openResponses } from './open-responses.ts'
import type { HostFunction } from './run-state.ts'

/** `http_status(handle) -> status` of an open response, 200 to 599 as a rule; -1 for a handle that is none. */
export const httpStatus: HostFunction = {
  name: 'http_status',
  signature: '(i32) -> (i32)',
  answersFrom: 'platform',
  bind(run) {
    return (handle = 0) => openResponses(run).get(handle)?.status ?? NO_HANDLE
  },
}
