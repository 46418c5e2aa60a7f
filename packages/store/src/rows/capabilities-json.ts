import type { JsonValue, SkillCapabilities } from '@blufio/core'
import { hasOnly, isRecord, type JsonRecord, parseJson } from './json-record.ts'
import { parseSecrets, secretRecord } from './secrets-json.ts'

/** `capabilities` as JSON with its keys in one order, so that equal capabilities give equal text. */
export function formatCapabilities(capabilities: SkillCapabilities): string {
  const { network, filesystem, env, secrets, clock, random } = capabilities
  return JSON.stringify({
    ...(network && { network: { domains: network.domains } }),
    ...(filesystem && { filesystem: { read: filesystem.read, write: filesystem.write } }),
    env,
    ...(secrets && { secrets: secrets.map(secretRecord) }),
    ...(clock === undefined ? {} : { clock }),
    ...(random === undefined ? {} : { random }),
  })
}

/**
 * The capabilities that `json` holds, or `undefined` when it holds anything else.
 *
 * Takes `null` for what is absent: the Rust original writes it. An unknown key makes the whole unreadable, as it may
 * stand for a permission that this version does not know how to bound.
 */
export function parseCapabilities(json: string): SkillCapabilities | undefined {
  const value = parseJson(json)
  if (!isRecord(value) || !hasOnly(value, KEYS)) return undefined
  const env = textsOf(value, 'env')
  const network = partOf(value, 'network')
  const filesystem = partOf(value, 'filesystem')
  if (!env || !network || !filesystem) return undefined
  if (!hasOnly(network, ['domains']) || !hasOnly(filesystem, ['read', 'write'])) return undefined
  const domains = textsOf(network, 'domains')
  const read = textsOf(filesystem, 'read')
  const write = textsOf(filesystem, 'write')
  if (!domains || !read || !write) return undefined
  const { secrets = null, clock = null, random = null } = value
  const parsedSecrets = secrets === null ? undefined : parseSecrets(secrets)
  if (secrets !== null && parsedSecrets === undefined) return undefined
  if (clock !== null && clock !== true && typeof clock !== 'string') return undefined
  if (random !== null && random !== true && !isSeed(random)) return undefined
  return {
    ...(network !== ABSENT && { network: { domains } }),
    ...(filesystem !== ABSENT && { filesystem: { read, write } }),
    env,
    ...(parsedSecrets && { secrets: parsedSecrets }),
    ...(clock !== null && { clock }),
    ...(random !== null && { random }),
  }
}

const KEYS = ['network', 'filesystem', 'env', 'secrets', 'clock', 'random']

const ABSENT: JsonRecord = {}

function partOf(record: JsonRecord, key: string): JsonRecord | undefined {
  const part = Object.hasOwn(record, key) ? record[key] : null
  if (part === null) return ABSENT
  return isRecord(part) ? part : undefined
}

function textsOf(record: JsonRecord, key: string): readonly string[] | undefined {
  const list = Object.hasOwn(record, key) ? record[key] : []
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined
}

function isSeed(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
