/** The forbidden request-headers of the Fetch standard, and those that speak about one connection (RFC 9110, section 7.6.1). */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
])
const FORBIDDEN_FAMILY = /^(?:proxy|sec)-/
/** They stand for a method, which would be judged in vain. */
const METHOD_OVERRIDE = /^x-(?:http-)?method(?:-override)?$/

/** Whether a request of a skill may not have a header of this name, in any case of letters: it is the host's to set. */
export function isForbiddenRequestHeader(name: string): boolean {
  // Many servers tell programs behind them both in one spelling.
  const spelled = name.toLowerCase().replaceAll('_', '-')
  return FORBIDDEN.has(spelled) || FORBIDDEN_FAMILY.test(spelled) || METHOD_OVERRIDE.test(spelled)
}
