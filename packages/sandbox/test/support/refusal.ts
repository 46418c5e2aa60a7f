import { rewrite } from '../../src/rewriter/rewrite.ts'
import type { RewriteError } from '../../src/rewriter/rewrite-error.ts'

/** The error with which the rewriter refuses a module, or `accepted`. */
export function refusal(wasm: Uint8Array, policy: Parameters<typeof rewrite>[1] = {}): RewriteError | 'accepted' {
  try {
    rewrite(wasm, policy)
    return 'accepted'
  } catch (error) {
    return error as RewriteError
  }
}
