import { printable } from './printable.ts'
import { firstNonAscii } from './text-rule.ts'

const MAX_HOST_LENGTH = 253
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/**
 * What is wrong with `domain`, or `undefined`.
 *
 * It is a host as a URL shows it (WHATWG URL, host serializing): lower case, Punycode, an IPv4 address as four decimal
 * numbers, an IPv6 address in brackets; or `*.` and a name of at least two labels, for the sub-domains of that name.
 */
export function domainProblem(domain: string): string | undefined {
  if (domain === '') return 'must not be empty'
  const isWildcard = domain.startsWith('*.')
  const host = isWildcard ? domain.slice(2) : domain
  return (
    formProblem(host) ??
    canonicalProblem(host, isWildcard ? '*.' : '') ??
    (isWildcard ? wildcardProblem(host) : undefined)
  )
}

/** Refuses what is more than a host, each with its own words. */
function formProblem(host: string): string | undefined {
  if (host.length > MAX_HOST_LENGTH) return `is longer than ${MAX_HOST_LENGTH} characters`
  if (host.includes('://')) return 'must be a host alone, without a scheme: only https is reached'
  if (host.includes('@')) return 'must be a host alone, without a user'
  if (/[/?#\\]/.test(host)) return 'must be a host alone, without a path'
  if (host.includes('*'))
    return 'may have a `*` only as its whole first label, as in "*.example.com"; there is no pattern for every host'
  if (!host.startsWith('[') && host.includes(':')) {
    return isPort(host)
      ? 'must be a host alone, without a port'
      : 'must have an IPv6 address in brackets, as in "[2001:db8::1]"'
  }
  if (host.endsWith('.')) return 'must not end in a dot'
  return undefined
}

function isPort(host: string): boolean {
  return /^[^:]*:[0-9]*$/.test(host)
}

function canonicalProblem(host: string, prefix: string): string | undefined {
  const canonical = canonicalHost(host)
  if (canonical === host) return canonical.startsWith('[') ? undefined : labelsProblem(host)
  const character = firstNonAscii(host)
  const what = character === undefined ? 'is not written the way a URL shows it' : `has the character ${character}`
  return canonical === undefined
    ? 'is not a host'
    : `${what}: write "${prefix}${printable(canonical, MAX_HOST_LENGTH)}"`
}

function labelsProblem(host: string): string | undefined {
  const isSound = host.split('.').every((label) => LABEL.test(label))
  return isSound ? undefined : 'is not a host name: its labels have letters, digits and inner `-`, 1 to 63 of them'
}

function wildcardProblem(host: string): string | undefined {
  if (host.startsWith('[') || /^[0-9.]+$/.test(host)) return 'is an address, which has no sub-domains'
  return host.includes('.')
    ? undefined
    : 'would stand for a whole top-level domain: name at least two labels, as in "*.example.com"'
}

function canonicalHost(host: string): string | undefined {
  try {
    return new URL(`https://${host}/`).hostname
  } catch {
    return undefined
  }
}
