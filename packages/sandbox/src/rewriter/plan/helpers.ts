import type { DecodedModule } from '../decode/decode-module.ts'
import { INSERT } from '../format/inserts.ts'
import { ENGINE_LIMITS } from '../format/limits.ts'
import { RewriteError } from '../rewrite-error.ts'
import type { Appended, HelperName } from './plan.ts'

/** The order in which helpers are appended. */
const HELPERS: readonly HelperName[] = [
  ...(['check', 'length', 'length64', 'growAsked', 'growAsked64', 'memoryGrown', 'memoryGrown64'] as const),
  ...(['tableGrown', 'tableGrown64', 'noteRefusal', 'noteRefusal64', 'heap', 'heapArray', 'forfeit', 'reset'] as const),
]

/** The helpers that an insert calls, for sizes of 32 and of 64 bits. */
const CALLED_BY_INSERT: ReadonlyMap<number, readonly [HelperName, HelperName]> = new Map([
  [INSERT['charge-and-check'], ['check', 'check']],
  [INSERT['loop-open'], ['check', 'check']],
  [INSERT['counted-open'], ['check', 'check']],
  [INSERT.length, ['length', 'length64']],
  [INSERT['grow-asked'], ['growAsked', 'growAsked64']],
  [INSERT['memory-grown'], ['memoryGrown', 'memoryGrown64']],
  [INSERT['table-grown'], ['tableGrown', 'tableGrown64']],
  [INSERT['constant-memory-grown'], ['noteRefusal', 'noteRefusal64']],
  [INSERT.heap, ['heap', 'heap']],
  [INSERT['heap-array'], ['heapArray', 'heapArray']],
  [INSERT.forfeit, ['forfeit', 'forfeit']],
])

/** Which helpers the inserts call that were counted, those with a size of 64 bits apart. */
export function helpersOf(counts: Int32Array, counts64: Int32Array): Set<HelperName> {
  const helpers = new Set<HelperName>()
  for (const [insert, [helper, helper64]] of CALLED_BY_INSERT) {
    if ((counts[insert] as number) > 0) helpers.add(helper)
    if ((counts64[insert] as number) > 0) helpers.add(helper64)
  }
  return helpers
}

/** Helpers that themselves check. */
const CHECKING: ReadonlySet<HelperName> = new Set([
  ...(['length', 'length64'] as const),
  ...(['memoryGrown', 'memoryGrown64', 'tableGrown', 'tableGrown64'] as const),
])

/** A helper has at most one type of its own, `check` the one of the refill besides. */
const MOST_TYPES = HELPERS.length + 1
const OWN_GLOBALS = 4

/** How much is appended that is not always the same. */
interface AppendedCounts {
  readonly used: Set<HelperName>
  readonly movedBodies: number
  /** Of how many functions fuel is told apart. */
  readonly profiled: number
}

/**
 * Gives indices to what is appended: behind all that the module has, the helpers before the moved bodies.
 *
 * @throws RewriteError `ERR_WASM_TOO_LARGE` for a module that has no room left: no engine would take it.
 */
export function appendedIndices(module: DecodedModule, { used, movedBodies, profiled }: AppendedCounts): Appended {
  for (const helper of used) if (CHECKING.has(helper)) used.add('check')
  const functions = module.importedFunctionCount + module.functions.length
  const globals = module.importedGlobalCount + module.globals.length
  const tables = module.importedTableCount + module.tables.length
  const names = HELPERS.filter((name) => used.has(name))
  assertRoom('types', module.types.length + MOST_TYPES)
  assertRoom('functions', functions + names.length + movedBodies)
  assertRoom('globals', globals + OWN_GLOBALS + profiled)
  assertRoom('tables', tables + 1)
  return {
    type: module.types.length,
    table: tables,
    globals: {
      fuel: globals,
      refused: globals + 1,
      asked: globals + 2,
      heap: globals + 3,
      functionFuel: globals + OWN_GLOBALS,
    },
    helpers: new Map(names.map((name, index) => [name, functions + index])),
    firstMovedBody: functions + names.length,
  }
}

function assertRoom(what: 'types' | 'functions' | 'globals' | 'tables', count: number): void {
  if (count <= ENGINE_LIMITS[what]) return
  throw new RewriteError('ERR_WASM_TOO_LARGE', `the module has so many ${what} that there is no room for its meter`)
}
