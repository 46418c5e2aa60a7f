import type { JsonValue, SkillSecret } from '@blufio/core'
import { hasOnly, isRecord, type JsonRecord } from './json-record.ts'

/** `secret` with its keys in one order. */
export function secretRecord(secret: SkillSecret): JsonRecord {
  const { name, domain } = secret
  if ('query' in secret) return { name, domain, query: secret.query }
  const { header, prefix } = secret
  return { name, domain, header, ...(prefix === undefined ? {} : { prefix }) }
}

/** The secrets that `value` lists, or `undefined` when it is no list of secrets. */
export function parseSecrets(value: JsonValue): readonly SkillSecret[] | undefined {
  if (!Array.isArray(value)) return undefined
  const secrets = value.map(parseSecret)
  return secrets.every((secret) => secret !== undefined) ? secrets : undefined
}

function parseSecret(value: JsonValue): SkillSecret | undefined {
  if (!isRecord(value) || !Object.values(value).every((field) => typeof field === 'string')) return undefined
  const { name, domain, header, prefix, query } = value as Readonly<Record<string, string>>
  if (name === undefined || domain === undefined) return undefined
  if (query !== undefined) return hasOnly(value, ['name', 'domain', 'query']) ? { name, domain, query } : undefined
  if (header === undefined || !hasOnly(value, ['name', 'domain', 'header', 'prefix'])) return undefined
  return { name, domain, header, ...(prefix === undefined ? {} : { prefix }) }
}
