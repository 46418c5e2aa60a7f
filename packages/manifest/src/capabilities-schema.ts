import type { SkillCapabilities, SkillSecret } from '@blufio/core'
import * as v from 'valibot'
import { domainProblem } from './domain-rule.ts'
import { envNameProblem, readableEnvProblem } from './env-name-rule.ts'
import { canonicalInstant, instantProblem } from './instant-rule.ts'
import { grantedPathProblem } from './path-rule.ts'
import { check, isTable, list, type TomlSchema, table, tables, text } from './schema-parts.ts'
import { type SecretConflict, secretConflicts } from './secret-conflicts.ts'
import { secretDomainProblem, secretHeaderProblem, secretPrefixProblem, secretQueryProblem } from './secret-rule.ts'

/** The most secrets of one skill. */
const MAX_SECRETS = 16
/** A seed is a whole number that JavaScript can count to. */
const MAX_SEED = BigInt(Number.MAX_SAFE_INTEGER)

const PATHS = v.optional(list('a path such as "/srv/data", "~/notes" or "cache"', grantedPathProblem), () => [])

/** Either `false`, which grants nothing, or what is granted. */
const CLOCK: TomlSchema<true | string | undefined> = v.pipe(
  v.union([v.boolean(), v.string(), v.date()]),
  check((value) => (typeof value === 'boolean' ? undefined : instantProblem(value))),
  v.transform((value) => (typeof value === 'boolean' ? value || undefined : canonicalInstant(value))),
  v.description('true, or the instant at which the clock stands, such as "2026-01-01T00:00:00Z"'),
)

const RANDOM: TomlSchema<true | number | undefined> = v.pipe(
  v.union([v.boolean(), v.bigint()]),
  check((value) => (typeof value === 'bigint' && (value < 0n || value > MAX_SEED) ? 'is out of range' : undefined)),
  v.transform((value) => (typeof value === 'bigint' ? Number(value) : value || undefined)),
  v.description(`true, or a seed from 0 to ${MAX_SEED}`),
)

const SECRET: TomlSchema<SkillSecret> = v.pipe(
  table({
    name: text('a name such as "WEATHER_API_KEY"', envNameProblem),
    domain: text('a host such as "api.example.com", one that network.domains covers', secretDomainProblem),
    header: v.optional(text('the name of a header such as "authorization"', secretHeaderProblem)),
    prefix: v.optional(text('what stands before the value in the header, such as "Bearer "', secretPrefixProblem)),
    query: v.optional(text('the name of a query parameter such as "api_key"', secretQueryProblem)),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = placeProblem(dataset.value)
    if (problem !== undefined) addIssue({ message: problem })
  }),
  v.transform(({ name, domain, header, prefix, query = '' }): SkillSecret => {
    if (header === undefined) return { name, domain, query }
    return { name, domain, header, ...(prefix === undefined ? {} : { prefix }) }
  }),
  v.description('a table with name, domain, and one of header and query'),
)

/** The schema of `[capabilities]`. */
export const CAPABILITIES: TomlSchema<SkillCapabilities> = v.pipe(
  table({
    env: v.optional(list('the name of an environment variable', readableEnvProblem), () => []),
    clock: v.optional(CLOCK),
    random: v.optional(RANDOM),
    network: v.optional(
      table({
        domains: list('a host such as "api.example.com", "*.example.com" or "api.example.com:8443"', domainProblem),
      }),
    ),
    filesystem: v.optional(table({ read: PATHS, write: PATHS })),
    secrets: v.optional(
      tables('a list of secrets, each under [[capabilities.secrets]]', SECRET, { maxLength: MAX_SECRETS }),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    for (const conflict of secretConflicts(dataset.value)) {
      const path = pathOf(dataset.value, conflict)
      addIssue({ message: conflict.message, path, input: path.at(-1)?.value })
    }
  }),
  v.transform(
    ({ env, clock, random, network, filesystem, secrets }): SkillCapabilities => ({
      ...(network && { network }),
      ...(filesystem && { filesystem }),
      env,
      ...(secrets && { secrets }),
      ...(clock === undefined ? {} : { clock }),
      ...(random === undefined ? {} : { random }),
    }),
  ),
)

/** What is wrong with where a secret is to be put, or `undefined`. Of the rest of `secret` nothing is known. */
function placeProblem(secret: unknown): string | undefined {
  if (!isTable(secret)) return undefined
  const { header, prefix, query } = secret
  if (header === undefined && query === undefined) return 'has no place to be put in: add `header`, or `query`'
  if (header !== undefined && query !== undefined) return 'has two places to be put in: keep `header`, or `query`'
  return prefix !== undefined && header === undefined ? 'has a `prefix`, which goes with `header` only' : undefined
}

function pathOf(capabilities: unknown, { secret, key }: SecretConflict): [v.UnknownPathItem, ...v.UnknownPathItem[]] {
  const step = (input: unknown, at: string | number): v.UnknownPathItem => {
    const value = Object.entries(input ?? {}).find(([name]) => name === String(at))?.[1]
    return { type: 'unknown', origin: 'value', input, key: at, value }
  }
  const list = step(capabilities, 'secrets')
  const item = step(list.value, secret)
  return [list, item, step(item.value, key)]
}
