import { MAX_FUEL, type SkillResources } from '@blufio/core'
import { hasOnly, isRecord, parseJson } from './json-record.ts'

/** `resources` as JSON, its fuel as a decimal string: a number of JSON does not hold all of it. */
export function formatResources({ fuel, memoryMb, epochTimeoutSecs }: SkillResources): string {
  return JSON.stringify({ fuel: String(fuel), memoryMb, epochTimeoutSecs })
}

/** The resources that `json` holds, or `undefined` when it holds anything else. */
export function parseResources(json: string): SkillResources | undefined {
  const value = parseJson(json)
  if (!isRecord(value) || !hasOnly(value, ['fuel', 'memoryMb', 'epochTimeoutSecs'])) return undefined
  const { fuel, memoryMb, epochTimeoutSecs } = value
  if (typeof fuel !== 'string' || !/^\d{1,20}$/.test(fuel) || BigInt(fuel) > MAX_FUEL) return undefined
  if (typeof memoryMb !== 'number' || typeof epochTimeoutSecs !== 'number') return undefined
  return { fuel: BigInt(fuel), memoryMb, epochTimeoutSecs }
}
