import type { FunctionPoints, ModuleAnalysis } from '../analyse/analyse.ts'
import type { PointKind } from '../analyse/charge-points.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import { ENGINE_LIMITS, MODULE_LIMITS } from '../format/limits.ts'
import { RewriteError } from '../rewrite-error.ts'
import { boundMemories, boundTables } from './bounds.ts'
import { describeExports, describeImports } from './module-interface.ts'
import type { Appended, FunctionPlan, Insert, ReservedExports, RewritePlan } from './plan.ts'
import type { RewritePolicy } from './policy.ts'

/**
 * Decides what stands at each point and which bounds apply.
 *
 * The counter is checked at every loop head, before every operator that costs by length, and on entering a function
 * that calls another or is not small: what runs between two checks is at most a constant times the size of a function.
 *
 * @throws RewriteError `ERR_WASM_MEMORY_LIMIT` or `ERR_WASM_TABLE_LIMIT` when the module starts above the policy.
 */
export function makePlan(module: DecodedModule, analysis: ModuleAnalysis, policy: RewritePolicy): RewritePlan {
  const { points, functions, startupFuel } = analysis
  assertRoom(module)
  const inserts = points.kinds.map((kind, index) => insertFor(kind, points.amounts[index] ?? 0))
  for (const traits of functions) if (mustCheckEntry(traits)) inserts[traits.first] = 'charge-and-check'
  return {
    points,
    inserts,
    functions: functions.map(planFunction),
    memories: boundMemories(module, policy),
    tables: boundTables(module, policy),
    appended: appendedIndices(module),
    reservedExports: reserveExports(module),
    hasMemory: module.importedMemoryCount + module.memories.length > 0,
    imports: describeImports(module),
    exports: describeExports(module),
    ...(module.start === undefined ? {} : { start: module.start }),
    startupFuel,
  }
}

/** Refuses a module that has no room left for what is appended: rewritten, no engine would take it. */
function assertRoom(module: DecodedModule): void {
  const counts = {
    types: module.types.length + 4,
    functions: module.importedFunctionCount + module.functions.length + 7,
    globals: module.importedGlobalCount + module.globals.length + 3,
    tables: module.importedTableCount + module.tables.length + 1,
  }
  for (const of of ['types', 'functions', 'globals', 'tables'] as const) {
    if (counts[of] <= ENGINE_LIMITS[of]) continue
    throw new RewriteError('ERR_WASM_TOO_LARGE', `the module has so many ${of} that there is no room for its meter`)
  }
}

/** A function that calls nothing and costs no more than this is not worth a check of its own. */
const SMALL_FUNCTION_FUEL = 64

function mustCheckEntry({ calls, staticFuel }: FunctionPoints): boolean {
  return calls || staticFuel > SMALL_FUNCTION_FUEL
}

function planFunction({ first, end, loops, counts, locals }: FunctionPoints): FunctionPlan {
  if (!loops || locals >= MODULE_LIMITS.locals) return { first, end }
  const counting = { iterations: locals + 1, limit: locals + 2 }
  return { first, end, locals: { counter: locals, ...(counts ? { counting } : {}) } }
}

function insertFor(kind: PointKind, amount: number): Insert {
  switch (kind) {
    case 'entry':
      // Also an amount of zero: the counter has to be fetched.
      return 'charge'
    case 'run':
      return amount === 0 ? 'nothing' : 'charge'
    case 'bare-loop-head':
      return 'charge-and-check'
    case 'leave':
    case 'calls':
      return 'settle'
    case 'called':
      return 'resume'
    case 'memory-grow':
    case 'table-grow':
      return 'grow-asked'
    default:
      return kind
  }
}

function appendedIndices(module: DecodedModule): Appended {
  const type = module.types.length
  const global = module.importedGlobalCount + module.globals.length
  const code = module.importedFunctionCount + module.functions.length
  return {
    types: { action: type, question: type + 1, pass: type + 2, share: type + 3 },
    table: module.importedTableCount + module.tables.length,
    globals: { fuel: global, asked: global + 1, refused: global + 2 },
    functions: {
      check: code,
      length: code + 1,
      growAsked: code + 2,
      memoryGrown: code + 3,
      tableGrown: code + 4,
      share: code + 5,
      noteRefusal: code + 6,
    },
  }
}

function reserveExports(module: DecodedModule): ReservedExports {
  const taken = new Set(module.exports.map(({ name }) => name))
  let prefix = 'blufio:'
  const names = ['fuel', 'refused', 'refill', 'start', 'memory']
  while (names.some((name) => taken.has(prefix + name))) prefix += ':'
  return {
    fuel: `${prefix}fuel`,
    refused: `${prefix}refused`,
    refill: `${prefix}refill`,
    start: `${prefix}start`,
    memory: `${prefix}memory`,
  }
}
