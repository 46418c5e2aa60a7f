import { NO_HANDLE, openResponses } from './open-responses.ts'
import type { HostFunction } from './run-state.ts'

/**
 * `http_headers(handle, buf_ptr, buf_len) -> length`: copies as much as there is room for of an open response's headers, lines
 * `name: value\n` with names in lower case, and gives their whole length; `buf_len` 0 asks for that. -1 for a handle that is none.
 */
export const httpHeaders: HostFunction = {
  name: 'http_headers',
  signature: '(i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  bind(run) {
    return (handle = 0, pointer = 0, length = 0) => {
      run.memory.assertInside(pointer, length)
      const headers = openResponses(run).get(handle)?.headers
      if (headers === undefined) return NO_HANDLE
      run.memory.write(pointer, headers.subarray(0, length >>> 0))
      return headers.length
    }
  },
}
