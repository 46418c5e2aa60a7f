import { NO_HANDLE, openResponses } from './open-responses.ts'
import type { HostFunction } from './run-state.ts'

/** `http_close(handle) -> 0`: lets go of a response; -1 for a handle that is none. */
export const httpClose: HostFunction = {
  name: 'http_close',
  signature: '(i32) -> (i32)',
  answersFrom: 'platform',
  bind(run) {
    return (handle = 0) => (openResponses(run).close(handle) ? 0 : NO_HANDLE)
  },
}
