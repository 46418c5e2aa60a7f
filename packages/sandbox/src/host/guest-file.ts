import { refusedFile } from '../policy/file-access.ts'
import { MAX_PATH_BYTES } from '../policy/path.ts'
import { guestText } from './guest-text.ts'
import { FAILURE_CODES, type FileRequest } from './host-request.ts'
import type { GrantedAnswer, RunState } from './run-state.ts'
import { unexpected } from './unexpected-answer.ts'

/** What a host function gives a guest whose path is none. */
export const NO_PATH: number = FAILURE_CODES['invalid-argument']

/**
 * The path that a guest passed, as text; `undefined` when it is too long or no UTF-8. Its range must lie inside the memory.
 *
 * Ends the run as `denied` when its manifest grants no files at all: then nothing is asked of the host.
 */
export function guestPath(
  run: RunState,
  { pointer, length, ...call }: Pick<FileRequest, 'hostFunction' | 'operation'> & { pointer: number; length: number },
): string | undefined {
  const path = guestText(run, { pointer, length }, MAX_PATH_BYTES)
  if (run.capabilities.filesystem !== undefined) return path
  throw run.denials.refuse('filesystem', call.hostFunction, refusedFile({ ...call, path: path ?? '\ufffd' }))
}

/** Copies as much of what was read as there is room for, and gives its whole length; or the code of why there is none. */
export function copyBytes({ memory }: RunState, answer: GrantedAnswer, pointer: number, room: number): number {
  if (answer.kind === 'failed') return FAILURE_CODES[answer.failure]
  if (answer.kind !== 'bytes') return unexpected(answer)
  memory.write(pointer, answer.body.subarray(0, room >>> 0))
  return answer.body.length
}

/** The code of an answer that says neither more nor less than whether it was done. */
export function doneCode(answer: GrantedAnswer): number {
  if (answer.kind === 'failed') return FAILURE_CODES[answer.failure]
  return answer.kind === 'done' ? 0 : unexpected(answer)
}
