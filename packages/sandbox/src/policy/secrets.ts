import type { SkillSecret } from '@blufio/core'
import type { HttpHop } from '../http-message.ts'
import { requestHeaders } from './request-headers.ts'
import { domainGrant } from './url.ts'

const PARAMETER = /^[A-Za-z0-9._~[\]-]{1,256}$/

/** What is wrong with the place that a manifest names for a secret, in words; `undefined` for nothing. */
export function faultOfPlace(secret: SkillSecret): string | undefined {
  if (secret.domain.startsWith('http://')) return 'is sent to a server without encryption'
  if ('query' in secret) return PARAMETER.test(secret.query) ? undefined : 'has no name of a query parameter'
  const { header, prefix = '' } = secret
  if (requestHeaders([[header, `${prefix}x`]]) === undefined) return 'has no header that a skill may send'
  return prefix.trimStart() === prefix ? undefined : 'has a prefix that begins with a space'
}

/**
 * Puts a secret with this value into hops by https to its domain, in place of what the guest put there under that name. Nothing is
 * changed in others.
 */
export function secretAdder(secret: SkillSecret, value: string): (hop: HttpHop) => HttpHop {
  const covers = domainGrant(secret.domain)
  return (hop) => {
    const url = new URL(hop.url)
    if (url.protocol !== 'https:' || !covers(url)) return hop
    if ('query' in secret) return { ...hop, url: withParameter(url, secret.query, value) }
    const { header, prefix = '' } = secret
    const name = header.toLowerCase()
    const kept = hop.headers.filter(([other]) => spelled(other) !== spelled(name))
    return { ...hop, headers: [...kept, [name, `${prefix}${value}`]] }
  }
}

/** The URL with this parameter and no other of its name; the rest of it as it was written. */
function withParameter(url: URL, name: string, value: string): string {
  const parameters = url.search.slice(1).split('&')
  const kept = parameters.filter((parameter) => {
    return parameter !== '' && !new URLSearchParams(parameter).has(name)
  })
  const changed = new URL(url)
  changed.search = [...kept, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join('&')
  return changed.href
}

/** Many servers tell programs behind them both in one spelling. */
function spelled(header: string): string {
  return header.replaceAll('_', '-').toLowerCase()
}
