import { MAX_URL_BYTES, networkGrant, refusedRequest } from '../policy/url.ts'
import { guestText } from './guest-text.ts'
import { FAILURE_CODES } from './host-request.ts'
import type { RunState } from './run-state.ts'

/** What a host function gives a guest for an argument that can't be meant. */
export const INVALID: number = FAILURE_CODES['invalid-argument']

/**
 * The URL that a guest passed, as text; `undefined` when it is too long or no UTF-8. Its range must lie inside the memory.
 *
 * Ends the run as `denied` when its manifest grants no network at all: then nothing is asked of the host.
 */
export function guestUrl(
  run: RunState,
  {
    hostFunction,
    pointer,
    length,
  }: { readonly hostFunction: string; readonly pointer: number; readonly length: number },
): string | undefined {
  const url = guestText(run, { pointer, length }, MAX_URL_BYTES)
  if (run.capabilities.network !== undefined) return url
  const verdict = networkGrant([])(url ?? '')
  const { asked, advice } = verdict.kind === 'denied' ? verdict : NO_URL
  throw run.denials.refuse('network', hostFunction, refusedRequest({ hostFunction, asked, advice }))
}

const NO_URL = { asked: "what can't be read as a URL", advice: 'add its server to [capabilities.network] domains' }
