import { analyse } from '../rewriter/analyse/analyse.ts'
import type { DecodedModule } from '../rewriter/decode/decode-module.ts'

/**
 * For each function that the module defines, what its callers pay for a call of it rather than the function itself; 0 where
 * it pays for itself.
 */
export function paidByCallers(module: DecodedModule): number[] {
  return analyse(module).functions.map((own) => own.paidByCallers)
}
