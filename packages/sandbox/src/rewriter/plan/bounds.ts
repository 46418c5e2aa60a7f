import type { DecodedModule } from '../decode/decode-module.ts'
import type { Limits } from '../decode/memory-and-table-sections.ts'
import { MAX_PAGES, MAX_TABLE_ELEMENTS } from '../format/limits.ts'
import { RewriteError } from '../rewrite-error.ts'
import type { PlannedLimits } from './plan.ts'
import type { RewritePolicy } from './policy.ts'

/** The bounds of the module's own memories, so that together they never have more pages than the policy says. */
export function boundMemories({ memories }: DecodedModule, { maxMemoryPages }: RewritePolicy): PlannedLimits[] {
  const limits = memories.map((memory) => memory.limits)
  return bound(limits, { most: maxMemoryPages, largest: MAX_PAGES }, (atStart, most) => ({
    code: 'ERR_WASM_MEMORY_LIMIT',
    message: `the module starts with ${atStart} pages of memory (64 KiB each), its limit is ${most}`,
    hint: 'raise memory_mb under [resources], or compile the module with a smaller initial memory',
  }))
}

/** The bounds of the module's own tables, so that together they never hold more elements than the policy says. */
export function boundTables({ tables }: DecodedModule, { maxTableElements }: RewritePolicy): PlannedLimits[] {
  const limits = tables.map((table) => table.limits)
  return bound(limits, { most: maxTableElements, largest: MAX_TABLE_ELEMENTS }, (atStart, most) => ({
    code: 'ERR_WASM_TABLE_LIMIT',
    message: `the module starts with ${atStart} table elements, its limit is ${most}`,
  }))
}

/** What an instance may still allocate outside of its memories once its initialisers have, in bytes, where that is bounded. */
export function boundHeap(initialBytes: number, { maxHeapBytes }: RewritePolicy): number | undefined {
  if (maxHeapBytes === undefined || initialBytes <= maxHeapBytes) {
    return maxHeapBytes === undefined ? undefined : maxHeapBytes - initialBytes
  }
  const bytes = Number.isFinite(initialBytes) ? `${initialBytes} bytes` : 'arrays of a length that is not a constant'
  throw new RewriteError(
    'ERR_WASM_HEAP_LIMIT',
    `the module starts with ${bytes} of structs and arrays, its limit is ${maxHeapBytes} bytes`,
    { hint: 'raise memory_mb under [resources], or let the module make its objects in a function' },
  )
}

type Refusal = (
  atStart: number,
  most: number,
) => { code: 'ERR_WASM_MEMORY_LIMIT' | 'ERR_WASM_TABLE_LIMIT'; message: string; hint?: string }

/** What is not taken at the start is shared out evenly among those that may grow. */
function bound(
  all: readonly Limits[],
  { most, largest }: { most: number | undefined; largest: number },
  refusal: Refusal,
): PlannedLimits[] {
  if (most === undefined) {
    return all.map(({ is64, minimum, maximum }) =>
      maximum === undefined ? { is64, minimum } : { is64, minimum, maximum },
    )
  }
  const atStart = all.reduce((total, { minimum }) => total + minimum, 0)
  if (atStart > most) {
    const { code, message, hint } = refusal(atStart, most)
    const offset = all.find(({ minimum }) => minimum > 0)?.offset
    throw new RewriteError(code, message, {
      ...(offset === undefined ? {} : { offset }),
      ...(hint === undefined ? {} : { hint }),
    })
  }
  const canGrow = all.filter(({ minimum, maximum }) => (maximum ?? largest) > minimum).length
  const share = Math.floor((most - atStart) / Math.max(canGrow, 1))
  return all.map(({ is64, minimum, maximum }) => ({
    is64,
    minimum,
    maximum: Math.min(maximum ?? largest, minimum + share),
  }))
}
