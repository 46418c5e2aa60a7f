import type { RunState } from './run-state.ts'
import { utf8Text } from './utf8-text.ts'

/** Where a guest has a text in its memory. */
export interface TextRange {
  readonly pointer: number
  readonly length: number
}

/** A text that a guest passed; `undefined` when it is longer than `maxBytes` or no UTF-8. Its range must lie inside the memory. */
export function guestText(
  { memory }: Pick<RunState, 'memory'>,
  { pointer, length }: TextRange,
  maxBytes: number,
): string | undefined {
  memory.assertInside(pointer, length)
  return length >>> 0 > maxBytes ? undefined : utf8Text(memory.read(pointer, length)).text
}
