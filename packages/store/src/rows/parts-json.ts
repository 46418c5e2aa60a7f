import { isSha256Hex, type JsonValue, SKILL_PARTS, type SkillPart } from '@blufio/core'
import { hasOnly, isRecord, parseJson } from './json-record.ts'

/** `parts` as JSON with their keys in one order. */
export function formatParts(parts: readonly SkillPart[]): string {
  return JSON.stringify(parts.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })))
}

/** The parts that `json` holds, or `undefined` when it holds anything else. */
export function parseParts(json: string): readonly SkillPart[] | undefined {
  const value = parseJson(json)
  if (!Array.isArray(value)) return undefined
  const parts = value.map(parsePart)
  return parts.every((part) => part !== undefined) ? parts : undefined
}

function parsePart(value: JsonValue): SkillPart | undefined {
  if (!isRecord(value) || !hasOnly(value, ['name', 'bytes', 'sha256'])) return undefined
  const name = SKILL_PARTS.find((known) => known === value['name'])
  const { bytes, sha256 } = value
  if (name === undefined || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined
  return typeof sha256 === 'string' && isSha256Hex(sha256) ? { name, bytes, sha256 } : undefined
}
