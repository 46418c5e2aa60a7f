import { isForbiddenRequestHeader } from '@blufio/core'
import { type HttpHeaders, headerBytes } from '../http-message.ts'

const MAX_HEADERS = 100
/** Of all names and values together. */
const MAX_BYTES = 16_384
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// RFC 9110, section 5.5, without the bytes above 127: what they mean is not settled.
const VALUE = /^[\t\x20-\x7e]*$/
/** Headers of a guest's request as they are sent, names in lower case; `undefined` when there is one that must not be. */
export function requestHeaders(headers: HttpHeaders): HttpHeaders | undefined {
  if (headers.length > MAX_HEADERS || headerBytes(headers) > MAX_BYTES || !headers.every(maySend)) return undefined
  return headers.map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
}

function maySend([name, value]: readonly [string, string]): boolean {
  if (!TOKEN.test(name) || !VALUE.test(value)) return false
  return !isForbiddenRequestHeader(name)
}
