import { analyse } from '../rewriter/analyse/analyse.ts'
import { findConstantCallees, referencedFunctions } from '../rewriter/analyse/constant-callees.ts'
import type { DecodedModule } from '../rewriter/decode/decode-module.ts'

/**
 * For each function that the module defines, what its callers pay for a call of it rather than the function itself; 0 where
 * it pays for itself.
 */
export function paidByCallers(module: DecodedModule): number[] {
  const { functions, mayThrow } = analyse(module)
  const callees = findConstantCallees(module, referencedFunctions(module), mayThrow)
  return functions.map((own, index) => callees.get(module.importedFunctionCount + index)?.fuel ?? own.paidByCallers)
}
