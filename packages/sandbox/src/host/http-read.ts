import { NO_HANDLE, openResponses } from './open-responses.ts'
import type { HostFunction } from './run-state.ts'

/**
 * `http_read(handle, buf_ptr, buf_len) -> length`: copies the next piece of an open response's body, and gives how many bytes
 * it has, 0 at the end. -1 for a handle that is none.
 */
export const httpRead: HostFunction = {
  name: 'http_read',
  signature: '(i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  bind(run) {
    return (handle = 0, pointer = 0, length = 0) => {
      run.memory.assertInside(pointer, length)
      const response = openResponses(run).get(handle)
      if (response === undefined) return NO_HANDLE
      const piece = response.body.subarray(response.position, response.position + (length >>> 0))
      run.memory.write(pointer, piece)
      response.position += piece.length
      return piece.length
    }
  },
}
