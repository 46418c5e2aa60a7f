import type { DecodedModule } from '../decode/decode-module.ts'
import { MAX_PAGES, MAX_TABLE_ELEMENTS } from '../format/limits.ts'
import { RewriteError } from '../rewrite-error.ts'
import type { PlannedLimits } from './plan.ts'
import type { RewritePolicy } from './policy.ts'

/** The bounds of the module's own memories: what it declares, but never above the policy. */
export function boundMemories(module: DecodedModule, policy: RewritePolicy): PlannedLimits[] {
  const { maxMemoryPages } = policy
  return module.memories.map(({ limits: { minimum, maximum, offset } }) => {
    if (maxMemoryPages === undefined) return maximum === undefined ? { minimum } : { minimum, maximum }
    if (minimum > maxMemoryPages) {
      throw new RewriteError(
        'ERR_WASM_MEMORY_LIMIT',
        `the module starts with ${minimum} pages of memory (64 KiB each), its limit is ${maxMemoryPages}`,
        { offset, hint: 'raise memory_mb under [resources], or compile the module with a smaller initial memory' },
      )
    }
    return { minimum, maximum: Math.min(maximum ?? MAX_PAGES, maxMemoryPages) }
  })
}

/**
 * The bounds of the module's own tables, so that together they never hold more elements than the policy says.
 *
 * What the tables do not take at the start is shared out evenly among those that may grow.
 */
export function boundTables(module: DecodedModule, policy: RewritePolicy): PlannedLimits[] {
  const limits = module.tables.map((table) => table.limits)
  const { maxTableElements } = policy
  if (maxTableElements === undefined) {
    return limits.map(({ minimum, maximum }) => (maximum === undefined ? { minimum } : { minimum, maximum }))
  }
  const atStart = limits.reduce((total, { minimum }) => total + minimum, 0)
  if (atStart > maxTableElements) {
    throw new RewriteError(
      'ERR_WASM_TABLE_LIMIT',
      `the module starts with ${atStart} table elements, its limit is ${maxTableElements}`,
      { ...(limits[0] === undefined ? {} : { offset: limits[0].offset }) },
    )
  }
  const canGrow = limits.filter(({ minimum, maximum }) => (maximum ?? MAX_TABLE_ELEMENTS) > minimum).length
  const share = Math.floor((maxTableElements - atStart) / Math.max(canGrow, 1))
  return limits.map(({ minimum, maximum }) => ({
    minimum,
    maximum: Math.min(maximum ?? MAX_TABLE_ELEMENTS, minimum + share),
  }))
}
