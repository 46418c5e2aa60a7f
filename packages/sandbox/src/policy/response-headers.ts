import { type HttpHeaders, headerBytes } from '../http-message.ts'

const MAX_HEADERS = 100
/** Cookies, which no page sees either, and what speaks about one connection (RFC 9110, section 7.6.1). */
const WITHHELD: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'set-cookie2',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The headers of a response that a guest sees, of those there are, names in lower case; `undefined` when they are too many. */
export function responseHeaders(headers: HttpHeaders, maxBytes: number): HttpHeaders | undefined {
  if (headers.length > MAX_HEADERS || headerBytes(headers) > maxBytes) return undefined
  return headers.filter(([name]) => !WITHHELD.has(name))
}
