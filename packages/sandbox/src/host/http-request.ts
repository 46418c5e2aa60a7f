import { guestUrl, INVALID } from './guest-url.ts'
import { FAILURE_CODES } from './host-request.ts'
import { LAST_REQUEST, openResponses, takeResponse } from './open-responses.ts'
import { type HostFunction, Pending } from './run-state.ts'

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'] as const
const HTTP = { kind: 'http', hostFunction: 'http_request' } as const

/**
 * `http_request(url_ptr, url_len, method, body_ptr, body_len) -> status`: asks by method 0 GET, 1 POST, 2 PUT, 3 DELETE,
 * 4 PATCH or 5 HEAD; its response is open under the handle 0 until the next. A negative code where it failed.
 */
export const httpRequest: HostFunction = {
  name: 'http_request',
  signature: '(i32, i32, i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'network',
  bind(run) {
    return (pointer = 0, length = 0, methodNumber = 0, bodyPointer = 0, bodyLength = 0) => {
      run.memory.assertInside(bodyPointer, bodyLength)
      const url = guestUrl(run, { ...HTTP, pointer, length })
      const method = METHODS[methodNumber]
      if (url === undefined || method === undefined) return INVALID
      if (bodyLength >>> 0 > run.limits.maxRequestBytes) return FAILURE_CODES['too-large']
      const body = run.memory.read(bodyPointer, bodyLength)
      return new Pending({ ...HTTP, method, url, headers: [], body }, (answer) => {
        const response = takeResponse(run, answer)
        if (typeof response === 'number') return response
        openResponses(run).open(response, LAST_REQUEST)
        return response.status
      })
    }
  },
}
