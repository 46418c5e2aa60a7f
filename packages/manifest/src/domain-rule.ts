import { type Domain, defaultPort, splitDomain } from './domain.ts'
import { printable } from './printable.ts'
import { firstNonAscii } from './text-rule.ts'

const MAX_HOST_LENGTH = 253
/** The longest entry that is looked at: a scheme, a wildcard, a host, a port. */
const MAX_DOMAIN_LENGTH = 'http://*.'.length + MAX_HOST_LENGTH + ':65535'.length
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/

/**
 * What is wrong with `domain`, or `undefined`.
 *
 * It is a host as a URL shows it (WHATWG URL, host serializing): lower case, Punycode, an IPv4 address as four decimal
 * numbers, an IPv6 address in brackets; or `*.` and a name of at least two labels, for the sub-domains of that name. In
 * front `http://` may stand, behind it a port that is not the scheme's own.
 */
export function domainProblem(domain: string): string | undefined {
  if (domain === '') return 'must not be empty'
  if (domain.length > MAX_DOMAIN_LENGTH) return `is longer than ${MAX_DOMAIN_LENGTH} characters`
  const parts = splitDomain(domain)
  return (
    formProblem(domain, parts) ??
    canonicalProblem(parts) ??
    (parts.isWildcard ? wildcardProblem(parts.host) : undefined) ??
    portProblem(parts)
  )
}

/** Refuses what is more than a scheme, a host and a port, each with its own words. */
function formProblem(domain: string, { scheme, host, port }: Domain): string | undefined {
  const authority = scheme === 'http' ? domain.slice('http://'.length) : domain
  if (/^https:\/\//i.test(authority)) return 'must leave out `https://`, which is meant where no scheme is written'
  if (authority.includes('://')) return 'may have no other scheme than `http://`; without one, https is meant'
  if (authority.includes('@')) return 'must not have a user'
  if (/[/?#\\]/.test(authority)) return 'must not have a path: a host is granted as a whole'
  if (host.includes('*'))
    return 'may have a `*` only as its whole first label, as in "*.example.com"; there is no pattern for every host'
  if (port?.includes(':') && !host.startsWith('['))
    return 'must have an IPv6 address in brackets, as in "[2001:db8::1]"'
  if (host.length > MAX_HOST_LENGTH) return `has a host of more than ${MAX_HOST_LENGTH} characters`
  if (host.endsWith('.')) return 'must not end in a dot'
  return undefined
}

function canonicalProblem(parts: Domain): string | undefined {
  const { host } = parts
  const canonical = canonicalHost(host)
  if (canonical === host) return canonical.startsWith('[') ? undefined : labelsProblem(host)
  const character = firstNonAscii(host)
  const what = character === undefined ? 'is not written the way a URL shows it' : `has the character ${character}`
  return canonical === undefined
    ? 'is not a host'
    : `${what}: write "${written({ ...parts, host: printable(canonical, MAX_HOST_LENGTH) })}"`
}

function written({ scheme, isWildcard, host, port }: Domain): string {
  const end = port === undefined || !/^[0-9]{1,5}$/.test(port) ? '' : `:${port}`
  return `${scheme === 'http' ? 'http://' : ''}${isWildcard ? '*.' : ''}${host}${end}`
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

function portProblem(parts: Domain): string | undefined {
  const { port, scheme } = parts
  if (port === undefined) return undefined
  if (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535)
    return 'must have a port from 1 to 65535 behind the `:`, in plain digits'
  return Number(port) === defaultPort(parts)
    ? `must leave out \`:${port}\`, which is meant where no port is written: it is that of ${scheme}`
    : undefined
}

function canonicalHost(host: string): string | undefined {
  try {
    return new URL(`https://${host}/`).hostname
  } catch {
    return undefined
  }
}
