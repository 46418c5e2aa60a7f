import { perObject } from '../per-object.ts'
import { FAILURE_CODES } from './host-request.ts'
import type { GrantedAnswer, RunState } from './run-state.ts'
import { unexpected } from './unexpected-answer.ts'
import { utf8Bytes } from './utf8-bytes.ts'

/** What a guest gets for a handle that is none. */
export const NO_HANDLE: number = FAILURE_CODES['invalid-argument']
/** The handle of the last response to `http_request`. */
export const LAST_REQUEST = 0
/** How many there are at most beside that one. */
const MAX_OPEN = 16

/** A response that the guest can read from. */
export interface OpenResponse {
  readonly status: number
  /** Lines `name: value\n` in UTF-8. */
  readonly headers: Uint8Array
  readonly body: Uint8Array
  /** How much of the body was read. */
  position: number
}

/** The responses of one run that the guest has not closed, by their handles. */
export class OpenResponses {
  private readonly byHandle = new Map<number, OpenResponse>()
  private nextHandle = LAST_REQUEST + 1

  /** Whether one more can be opened. */
  get hasRoom(): boolean {
    return this.byHandle.size - (this.byHandle.has(LAST_REQUEST) ? 1 : 0) < MAX_OPEN
  }

  get(handle: number): OpenResponse | undefined {
    return this.byHandle.get(handle)
  }

  /** Keeps one under a handle that no other had; or under the one given, in place of what was there. */
  open(response: OpenResponse, handle: number = this.nextHandle++): number {
    this.byHandle.set(handle, response)
    return handle
  }

  /** Lets go of one; whether there was one. */
  close(handle: number): boolean {
    return this.byHandle.delete(handle)
  }
}

/** The responses of a run. */
export const openResponses: (run: RunState) => OpenResponses = perObject(() => new OpenResponses())

/** Takes an answer as a response that is open, and its body as the last of the run; or gives the code of why there is none. */
export function takeResponse(run: RunState, answer: GrantedAnswer): OpenResponse | number {
  if (answer.kind === 'failed') return FAILURE_CODES[answer.failure]
  if (answer.kind !== 'response') return unexpected(answer)
  const { status, headers, body } = answer
  run.lastBody = body
  const lines = headers.map(([name, value]) => `${name}: ${value}\n`).join('')
  return { status, headers: utf8Bytes(lines), body, position: 0 }
}
