import type { JsonValue } from '@blufio/core'
import { SandboxError } from './sandbox-error.ts'

const TO_UTF8 = new TextEncoder()

/**
 * An input as JSON of at most `maxBytes` in UTF-8.
 *
 * @throws SandboxError `ERR_INPUT_NOT_JSON`, `ERR_INPUT_TOO_LARGE`
 */
export function inputJson(input: JsonValue, maxBytes: number): string {
  const json = toJson(input)
  // UTF-8 takes at most three bytes per UTF-16 unit.
  if (json.length * 3 <= maxBytes) return json
  const { length } = TO_UTF8.encode(json)
  if (length <= maxBytes) return json
  throw new SandboxError('ERR_INPUT_TOO_LARGE', `the input has ${length} bytes, the limit is ${maxBytes}`, {
    hint: 'send less, or raise limits.maxInputBytes',
  })
}

function toJson(input: JsonValue): string {
  let cause: unknown
  try {
    const json: string | undefined = JSON.stringify(input)
    if (json !== undefined) return json
  } catch (error) {
    cause = error
  }
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  throw new SandboxError('ERR_INPUT_NOT_JSON', `the input can't be written as JSON${reason}`, {
    hint: 'pass null for none',
    cause,
  })
}
