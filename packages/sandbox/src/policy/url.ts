import type { Refusal } from './refusal.ts'

/** Whether a URL may be asked for. */
export type UrlVerdict =
  /** `url` is canonical (WHATWG), without a fragment. */
  | { readonly kind: 'granted'; readonly url: URL }
  /** It can't be read as a URL of one host, or not in one way only. */
  | { readonly kind: 'invalid' }
  /** `asked` is what names the server, `advice` what would have to be done; neither holds a path or query. */
  | { readonly kind: 'denied'; readonly asked: string; readonly advice: string }

/** The longest URL, in bytes, as it is sent. */
export const MAX_URL_BYTES = 8_192
/** How much of a host is told, in characters; a name of DNS has 253 at most. */
const MAX_ASKED = 300
const ENTRY = /^(http:\/\/)?(\*\.)?([^*]+)$/
const CONTROL_OR_SPACE = /[\p{Cc}\p{Z}]/u
// The URL parser makes four decimal numbers of every way to write an IPv4 address.
const ADDRESS = /^\[|^\d+\.\d+\.\d+\.\d+$/

/**
 * Judges URLs by the entries of `[capabilities.network] domains`: https, unless an entry begins with `http://`, to exactly its
 * host, or to each sub-domain of `*.host`, on exactly its port.
 */
export function networkGrant(domains: readonly string[]): (text: string) => UrlVerdict {
  const covers = domains.map(domainGrant)
  return (text) => {
    const url = text.length > MAX_URL_BYTES || CONTROL_OR_SPACE.test(text) ? undefined : parsed(text)
    if (url === undefined) return { kind: 'invalid' }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      return { kind: 'denied', asked: cut(url.protocol), advice: 'only https: and http: can be asked for' }
    }
    url.hash = ''
    if (!isPlain(url)) return { kind: 'invalid' }
    if (covers.some((covered) => covered(url))) return { kind: 'granted', url }
    const asked = cut(`${url.protocol === 'http:' ? 'http://' : ''}${url.host}`)
    return { kind: 'denied', asked, advice: `add ${JSON.stringify(asked)} to [capabilities.network] domains` }
  }
}

/**
 * Whether one such entry covers a canonical URL. An entry that is not written as docs/manifest.md has it, in another case
 * say, covers none. An IP address is covered only by itself.
 */
export function domainGrant(entry: string): (url: URL) => boolean {
  const [, http, wildcard, host = ''] = ENTRY.exec(entry) ?? []
  const protocol = http === undefined ? 'https:' : 'http:'
  const base = parsed(`${protocol}//${host}`)
  if (base === undefined || base.host !== host || !isPlain(base)) return () => false
  if (wildcard === undefined) return (url) => url.protocol === protocol && url.host === host
  if (ADDRESS.test(base.hostname) || !host.includes('.')) return () => false
  return (url) => {
    // What ends like `*.0.0.1` can be an address.
    return url.protocol === protocol && url.host.endsWith(`.${host}`) && !ADDRESS.test(url.hostname)
  }
}

/** A refusal in words, and what was asked for; `from` is the host that redirected there. */
export function refusedRequest({
  hostFunction,
  asked,
  advice,
  from,
}: {
  readonly hostFunction: string
  readonly asked: string
  readonly advice: string
  readonly from?: string | undefined
}): Refusal {
  const by = from === undefined ? '' : `, where ${cut(from)} redirects to`
  return { content: `capability not permitted: ${hostFunction} to ${asked}${by}: ${advice}`, asked }
}

/** Whether a URL is short and names one host in the one way there is: no user, and no empty label such as behind a last dot. */
function isPlain({ href, username, password, hostname }: URL): boolean {
  return href.length <= MAX_URL_BYTES && username === '' && password === '' && !hostname.split('.').includes('')
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

function cut(text: string): string {
  return text.length > MAX_ASKED ? `${text.slice(0, MAX_ASKED)}…` : text
}
