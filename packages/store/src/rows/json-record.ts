import type { JsonValue } from '@blufio/core'

/** An object of JSON. */
export type JsonRecord = { readonly [key: string]: JsonValue }

/** The value that `json` holds, or `undefined` when it is no JSON. */
export function parseJson(json: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(json)
    return value
  } catch {
    return undefined
  }
}

/** Whether `value` is an object, and no list. */
export function isRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether `record` has no keys beside `keys`. */
export function hasOnly(record: JsonRecord, keys: readonly string[]): boolean {
  return Object.keys(record).every((key) => keys.includes(key))
}
