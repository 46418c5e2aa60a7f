import type { HttpHeaders } from '../http-message.ts'
import { guestText } from './guest-text.ts'
import { guestUrl, INVALID } from './guest-url.ts'
import { FAILURE_CODES } from './host-request.ts'
import { openResponses, takeResponse } from './open-responses.ts'
import { type HostFunction, Pending } from './run-state.ts'

const HTTP = { kind: 'http', hostFunction: 'http_fetch' } as const
const MAX_METHOD_BYTES = 32
/** Room for all headers that can be sent, with what stands between them. */
const MAX_HEADERS_BYTES = 32_768

/**
 * `http_fetch(method_ptr, method_len, url_ptr, url_len, headers_ptr, headers_len, body_ptr, body_len) -> handle`: asks by any
 * method, with headers as lines `name: value\n`; the handle, 1 or more, is that of the response until it is closed. A negative
 * code where it failed.
 */
export const httpFetch: HostFunction = {
  name: 'http_fetch',
  signature: '(i32, i32, i32, i32, i32, i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'network',
  bind(run) {
    return (...values: number[]) => {
      const [methodPointer = 0, methodLength = 0, pointer = 0, length = 0, ...rest] = values
      const [headersPointer = 0, headersLength = 0, bodyPointer = 0, bodyLength = 0] = rest
      run.memory.assertInside(bodyPointer, bodyLength)
      const method = guestText(run, { pointer: methodPointer, length: methodLength }, MAX_METHOD_BYTES)
      const lines = guestText(run, { pointer: headersPointer, length: headersLength }, MAX_HEADERS_BYTES)
      const url = guestUrl(run, { ...HTTP, pointer, length })
      const headers = headersOf(lines)
      if (url === undefined || method === undefined || headers === undefined) return INVALID
      const responses = openResponses(run)
      if (!responses.hasRoom) return FAILURE_CODES['too-many-open']
      if (bodyLength >>> 0 > run.limits.maxRequestBytes) return FAILURE_CODES['too-large']
      const body = run.memory.read(bodyPointer, bodyLength)
      return new Pending({ ...HTTP, method, url, headers, body }, (answer) => {
        const response = takeResponse(run, answer)
        return typeof response === 'number' ? response : responses.open(response)
      })
    }
  },
}

/** Headers from lines `name: value`; `undefined` when a line is none. What may stand there is judged by the host. */
function headersOf(lines: string | undefined): HttpHeaders | undefined {
  if (lines === undefined) return undefined
  const headers: [name: string, value: string][] = []
  for (const line of lines === '' ? [] : lines.replace(/\n$/, '').split('\n')) {
    const colon = line.indexOf(':')
    if (colon === -1) return undefined
    headers.push([line.slice(0, colon), line.slice(colon + 1)])
  }
  return headers
}
