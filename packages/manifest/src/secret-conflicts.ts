import { coversDomain, type Domain, splitDomain } from './domain.ts'
import { domainProblem } from './domain-rule.ts'
import { isTable } from './schema-parts.ts'
import { secretDomainProblem } from './secret-rule.ts'

/** Something wrong with the key `key` of the secret at `secret`, counted from 0. */
export interface SecretConflict {
  readonly secret: number
  readonly key: 'name' | 'domain' | 'header' | 'query'
  readonly message: string
}

/** A secret of which nothing is sure yet but that these are strings where they are there. */
type Sketch = { readonly [Key in SecretConflict['key']]: string | undefined }

/**
 * Where the secrets of `capabilities` contradict each other or its other grants.
 *
 * Nothing is known of `capabilities`: what breaks a rule of its own is passed over, so that these are told with all others.
 */
export function secretConflicts(capabilities: unknown): readonly SecretConflict[] {
  if (!isTable(capabilities) || !Array.isArray(capabilities['secrets'])) return []
  const { env, network } = capabilities
  const secrets = capabilities['secrets'].map(sketchOf)
  const domains: unknown = isTable(network) ? network['domains'] : []
  return secrets.flatMap((secret, index): SecretConflict[] => {
    const conflicts = [
      envConflict(secret, env),
      grantConflict(secret, domains),
      placeConflict(secret, secrets.slice(0, index)),
    ]
    return conflicts.flatMap((conflict) => (conflict === undefined ? [] : [{ secret: index, ...conflict }]))
  })
}

type Conflict = Omit<SecretConflict, 'secret'> | undefined

function envConflict({ name }: Sketch, env: unknown): Conflict {
  if (name === undefined || !Array.isArray(env) || !env.includes(name)) return undefined
  return { key: 'name', message: 'is in `env` as well, where the skill could read it' }
}

function grantConflict({ domain }: Sketch, domains: unknown): Conflict {
  const wanted = domain === undefined ? undefined : soundDomain(domain)
  // A grant with a problem of its own may be meant to cover it.
  if (wanted === undefined || !Array.isArray(domains) || domains.some(isFaulty)) return undefined
  if (domains.some((granted: string) => coversDomain(splitDomain(granted), wanted))) return undefined
  return { key: 'domain', message: `is not covered: add "${domain}" to [capabilities.network] domains` }
}

function placeConflict(secret: Sketch, others: readonly Sketch[]): Conflict {
  const key = secret.header === undefined ? 'query' : 'header'
  const clash = others.some((other) => meetsIn(key, secret, other))
  return clash ? { key, message: `is the ${key} of another secret, of the same domain` } : undefined
}

/** Whether one request could get both secrets in one place. */
function meetsIn(key: 'header' | 'query', secret: Sketch, other: Sketch): boolean {
  const place = placeOf(key, secret)
  if (place === undefined || place !== placeOf(key, other)) return false
  const one = secret.domain === undefined ? undefined : soundDomain(secret.domain)
  const two = other.domain === undefined ? undefined : soundDomain(other.domain)
  return one !== undefined && two !== undefined && (coversDomain(one, two) || coversDomain(two, one))
}

function placeOf(key: 'header' | 'query', secret: Sketch): string | undefined {
  return key === 'header' ? secret.header?.toLowerCase() : secret.query
}

function soundDomain(domain: string): Domain | undefined {
  return secretDomainProblem(domain) === undefined ? splitDomain(domain) : undefined
}

function isFaulty(domain: unknown): boolean {
  return typeof domain !== 'string' || domainProblem(domain) !== undefined
}

function sketchOf(secret: unknown): Sketch {
  const textAt = (key: string): string | undefined => {
    const value = isTable(secret) ? secret[key] : undefined
    return typeof value === 'string' ? value : undefined
  }
  return { name: textAt('name'), domain: textAt('domain'), header: textAt('header'), query: textAt('query') }
}
