import type { ModuleAnalysis } from '../analyse/analyse.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import { boundHeap, boundMemories, boundTables } from './bounds.ts'
import { planFunctions, planInserts, planProfile } from './function-plans.ts'
import { appendedIndices } from './helpers.ts'
import { describeExports, describeImports } from './module-interface.ts'
import type { ReservedExports, RewritePlan } from './plan.ts'
import type { RewritePolicy } from './policy.ts'
import { planResets } from './resets.ts'

/**
 * Decides what stands at each point and which bounds apply.
 *
 * @throws RewriteError `ERR_WASM_MEMORY_LIMIT`, `ERR_WASM_TABLE_LIMIT` or `ERR_WASM_HEAP_LIMIT` when the module starts above
 * the policy.
 */
export function makePlan(module: DecodedModule, analysis: ModuleAnalysis, policy: RewritePolicy): RewritePlan {
  const { points, functions, startupFuel, initialHeapBytes } = analysis
  const memories = boundMemories(module, policy)
  const tables = boundTables(module, policy)
  const heapBytes = boundHeap(initialHeapBytes, policy)
  const profile = policy.profile === true ? planProfile(module, functions) : undefined
  const { inserts, helpers, movedBodies } = planInserts(analysis, heapBytes !== undefined)
  const resets = policy.resettable === true ? planResets(module, functions) : undefined
  if (resets !== undefined) helpers.add('reset')
  const appended = appendedIndices(module, { used: helpers, movedBodies, profiled: profile?.paidByCallers.length ?? 0 })
  return {
    points,
    inserts,
    functions: planFunctions(module, functions, appended.firstMovedBody),
    memories,
    tables,
    appended,
    reservedExports: reserveExports(module),
    ...(profile && { profile }),
    ...(heapBytes === undefined ? {} : { heapBytes }),
    ...(resets === undefined ? {} : { resets }),
    imports: describeImports(module),
    exports: describeExports(module),
    ...(module.start === undefined ? {} : { start: module.start }),
    startupFuel,
  }
}

/** Names that begin as no export of the guest does: `blufio:`, else `blufio1:` and so on. */
function reserveExports({ exports, importedMemoryCount, memories }: DecodedModule): ReservedExports {
  const taken = new Set(exports.map(({ name }) => /^blufio\d{0,6}:/.exec(name)?.[0]))
  let prefix = 'blufio:'
  for (let number = 1; taken.has(prefix); number++) prefix = `blufio${number}:`
  return {
    fuel: `${prefix}fuel`,
    refused: `${prefix}refused`,
    refill: `${prefix}refill`,
    start: `${prefix}start`,
    reset: `${prefix}reset`,
    memories: Array.from({ length: importedMemoryCount + memories.length }, (_, index) => `${prefix}memory${index}`),
  }
}
