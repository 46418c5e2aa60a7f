import { refusedFile } from '../policy/file-access.ts'
import { MAX_PATH_LENGTH } from '../policy/path.ts'
import { FAILURE_CODES, type FileRequest, type HostAnswer } from './host-request.ts'
import type { GrantedAnswer, RunState } from './run-state.ts'

/** What a host function gives a guest whose path is none. */
export const NO_PATH: number = FAILURE_CODES['invalid-argument']

// A unit of UTF-16 takes at most three bytes of UTF-8.
const MAX_PATH_BYTES = MAX_PATH_LENGTH * 3
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The path that a guest passed, as text; `undefined` when it is too long or no UTF-8. Its range must lie inside the memory.
 *
 * Ends the run as `denied` when its manifest grants no files at all: then nothing is asked of the host.
 */
export function guestPath(
  { memory, capabilities, denials }: RunState,
  { pointer, length, ...call }: Pick<FileRequest, 'hostFunction' | 'operation'> & { pointer: number; length: number },
): string | undefined {
  memory.assertInside(pointer, length)
  const path = length >>> 0 > MAX_PATH_BYTES ? undefined : textOf(memory.read(pointer, length))
  if (capabilities.filesystem !== undefined) return path
  throw denials.refuse('filesystem', call.hostFunction, refusedFile({ ...call, path: path ?? '\ufffd' }))
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
  }
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

/** Fails for an answer to another question, which a host never gives. */
export function unexpected({ kind }: HostAnswer): never {
  throw new TypeError(`the host answered '${kind}' to a request for a file`)
}
