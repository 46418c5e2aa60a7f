import type { JsonValue, SkillCapabilities } from '@blufio/core'

/** `capabilities` as JSON with its keys in one order, so that equal capabilities give equal text. */
export function formatCapabilities({ network, filesystem, env }: SkillCapabilities): string {
  return JSON.stringify({
    ...(network && { network: { domains: network.domains } }),
    ...(filesystem && { filesystem: { read: filesystem.read, write: filesystem.write } }),
    env,
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
  if (!isRecord(value) || !hasOnly(value, ['network', 'filesystem', 'env'])) return undefined
  const env = textsOf(value, 'env')
  const network = partOf(value, 'network')
  const filesystem = partOf(value, 'filesystem')
  if (!env || !network || !filesystem) return undefined
  if (!hasOnly(network, ['domains']) || !hasOnly(filesystem, ['read', 'write'])) return undefined
  const domains = textsOf(network, 'domains')
  const read = textsOf(filesystem, 'read')
  const write = textsOf(filesystem, 'write')
  if (!domains || !read || !write) return undefined
  return {
    ...(network !== ABSENT && { network: { domains } }),
    ...(filesystem !== ABSENT && { filesystem: { read, write } }),
    env,
  }
}

type JsonRecord = { readonly [key: string]: JsonValue }

const ABSENT: JsonRecord = {}

function parseJson(json: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(json)
    return value
  } catch {
    return undefined
  }
}

function partOf(record: JsonRecord, key: string): JsonRecord | undefined {
  const part = Object.hasOwn(record, key) ? record[key] : null
  if (part === null) return ABSENT
  return isRecord(part) ? part : undefined
}

function textsOf(record: JsonRecord, key: string): readonly string[] | undefined {
  const list = Object.hasOwn(record, key) ? record[key] : []
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined
}

function isRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasOnly(record: JsonRecord, keys: readonly string[]): boolean {
  return Object.keys(record).every((key) => keys.includes(key))
}
