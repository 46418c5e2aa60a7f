const DEFAULT_PORTS = { http: 80, https: 443 } as const

/** What an entry of `network.domains`, or a secret's `domain`, stands for. */
export interface Domain {
  readonly scheme: keyof typeof DEFAULT_PORTS
  /** Whether the sub-domains of `host` are meant, and not `host` itself. */
  readonly isWildcard: boolean
  /** As `URL.hostname` gives it, once the entry was found to have no problem. */
  readonly host: string
  /** As written behind the colon; absent where none is. */
  readonly port?: string
}

/** The port of a scheme where none is written. */
export function defaultPort({ scheme }: Domain): number {
  return DEFAULT_PORTS[scheme]
}

/** Takes `text` apart, without judging the parts. */
export function splitDomain(text: string): Domain {
  const scheme = text.startsWith('http://') ? 'http' : 'https'
  const written = scheme === 'http' ? text.slice('http://'.length) : text
  const isWildcard = written.startsWith('*.')
  const rest = isWildcard ? written.slice(2) : written
  // The colons inside of brackets are an address's own.
  const colon = rest.indexOf(':', rest.startsWith('[') ? rest.indexOf(']') + 1 : 0)
  if (colon === -1) return { scheme, isWildcard, host: rest }
  return { scheme, isWildcard, host: rest.slice(0, colon), port: rest.slice(colon + 1) }
}

/** Whether every request that `wanted` stands for is one that `granted` stands for. */
export function coversDomain(granted: Domain, wanted: Domain): boolean {
  if (granted.scheme !== wanted.scheme || granted.port !== wanted.port) return false
  if (granted.host === wanted.host) return granted.isWildcard === wanted.isWildcard
  return granted.isWildcard && wanted.host.endsWith(`.${granted.host}`)
}
