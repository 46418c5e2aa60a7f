import { isForbiddenRequestHeader } from '@blufio/core'
import { splitDomain } from './domain.ts'
import { domainProblem } from './domain-rule.ts'

const MAX_NAME_LENGTH = 128
const MAX_PREFIX_LENGTH = 64

/** A token (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Of headers that a skill may set, those that say what a request is, and not who sends it. */
const OF_THE_MESSAGE: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-range',
  'content-type',
  'forwarded',
  'range',
  'user-agent',
])

/** What is wrong with `header` as the one that a secret is put in, or `undefined`. */
export function secretHeaderProblem(header: string): string | undefined {
  if (header === '') return 'must not be empty'
  if (header.length > MAX_NAME_LENGTH) return `is longer than ${MAX_NAME_LENGTH} characters`
  if (header.endsWith(':')) return 'must not have the `:` that follows it in a request'
  if (!TOKEN.test(header)) return "is not the name of a header: it may have letters, digits and !#$%&'*+-.^_`|~"
  return isForbiddenRequestHeader(header) || OF_THE_MESSAGE.has(header.toLowerCase().replaceAll('_', '-'))
    ? 'is a header that speaks of the message or its way, not of who sends it'
    : undefined
}

/** What is wrong with `prefix` as what stands before a secret in its header, or `undefined`. */
export function secretPrefixProblem(prefix: string): string | undefined {
  if (prefix === '') return 'must not be empty: leave the key out'
  if (prefix.length > MAX_PREFIX_LENGTH) return `is longer than ${MAX_PREFIX_LENGTH} characters`
  if (prefix.startsWith(' ')) return 'must not begin with a space, which a header drops'
  return /^[\x20-\x7e]+$/.test(prefix) ? undefined : 'may have only printable ASCII characters'
}

/** What is wrong with `parameter` as the one of a query that a secret is put in, or `undefined`. */
export function secretQueryProblem(parameter: string): string | undefined {
  if (parameter === '') return 'must not be empty'
  if (parameter.length > MAX_NAME_LENGTH) return `is longer than ${MAX_NAME_LENGTH} characters`
  return /^[A-Za-z0-9._~[\]-]+$/.test(parameter) ? undefined : 'may have only ASCII letters, digits and - . _ ~ [ ]'
}

/** What is wrong with `domain` as the one that a secret is sent to, or `undefined`. */
export function secretDomainProblem(domain: string): string | undefined {
  const problem = domainProblem(domain)
  if (problem !== undefined) return problem
  return splitDomain(domain).scheme === 'http'
    ? 'must not begin with `http://`: a secret is never sent unencrypted'
    : undefined
}
