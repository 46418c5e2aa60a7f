import type { HttpHeaders, HttpHop } from '../http-message.ts'

/** How many redirects are followed for one request. */
export const MAX_REDIRECTS = 5

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
/** What describes a body (Fetch standard, request-body-header names). */
const OF_BODY: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
])
/** What a form of any page can send to any server (Fetch standard, CORS-safelisted request-headers). */
const FOR_ANYONE: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language', 'content-type'])
const NO_BODY = new Uint8Array()

/** Where a response leads: its `location`s, as they were sent; none when it is no redirect that can be followed. */
export function redirectLocations(status: number, headers: HttpHeaders): readonly string[] {
  if (!REDIRECTS.has(status)) return []
  return headers.flatMap(([name, value]) => (name === 'location' ? [value] : []))
}

/**
 * The request that a redirect with `status` makes of one, at `url`: methods and bodies as in the Fetch standard (HTTP-redirect
 * fetch); to another origin, only the headers that are no secret of anyone.
 */
export function redirectedHop({ method, url: from, headers, body }: HttpHop, status: number, url: URL): HttpHop {
  const toGet =
    status === 303 ? method !== 'GET' && method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST'
  const sameOrigin = new URL(from).origin === url.origin
  return {
    method: toGet ? 'GET' : method,
    url: url.href,
    headers: headers.filter(([name]) => (sameOrigin || FOR_ANYONE.has(name)) && !(toGet && OF_BODY.has(name))),
    body: toGet ? NO_BODY : body,
  }
}
