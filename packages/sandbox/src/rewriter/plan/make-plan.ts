import type { ModuleAnalysis } from '../analyse/analyse.ts'
import type { PointKind } from '../analyse/charge-points.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import { boundMemories, boundTables } from './bounds.ts'
import { describeExports, describeImports } from './module-interface.ts'
import type { Appended, Insert, ReservedExports, RewritePlan } from './plan.ts'
import type { RewritePolicy } from './policy.ts'

/**
 * Decides what stands at each point and which bounds apply.
 *
 * The counter is checked at every loop head, before every operator that costs by length, and on entering a function
 * that calls another: what runs between two checks is bounded by the size of the code.
 *
 * @throws RewriteError `ERR_WASM_MEMORY_LIMIT` or `ERR_WASM_TABLE_LIMIT` when the module starts above the policy.
 */
export function makePlan(module: DecodedModule, analysis: ModuleAnalysis, policy: RewritePolicy): RewritePlan {
  const { points, functions, startupFuel } = analysis
  const inserts = points.kinds.map((kind, index) => insertFor(kind, points.amounts[index] ?? 0))
  for (const { first, calls } of functions) inserts[first] = calls ? 'charge-and-check' : 'charge'
  return {
    points,
    inserts,
    functions,
    memories: boundMemories(module, policy),
    tables: boundTables(module, policy),
    appended: appendedIndices(module),
    reservedExports: reserveExports(module),
    imports: describeImports(module),
    exports: describeExports(module),
    ...(module.start === undefined ? {} : { start: module.start }),
    startupFuel,
  }
}

function insertFor(kind: PointKind, amount: number): Insert {
  switch (kind) {
    case 'loop':
      return 'charge-and-check'
    case 'length':
      return 'length'
    case 'memory-grow':
    case 'table-grow':
      return 'grow-asked'
    case 'memory-grown':
      return 'memory-grown'
    case 'table-grown':
      return 'table-grown'
    default:
      return amount === 0 ? 'nothing' : 'charge'
  }
}

function appendedIndices(module: DecodedModule): Appended {
  const type = module.types.length
  const global = module.importedGlobalCount + module.globals.length
  const code = module.importedFunctionCount + module.functions.length
  return {
    types: { action: type, question: type + 1, pass: type + 2 },
    table: module.importedTableCount + module.tables.length,
    globals: { fuel: global, asked: global + 1, refused: global + 2 },
    functions: { check: code, length: code + 1, growAsked: code + 2, memoryGrown: code + 3, tableGrown: code + 4 },
  }
}

function reserveExports(module: DecodedModule): ReservedExports {
  const taken = new Set(module.exports.map(({ name }) => name))
  let prefix = 'blufio:'
  const names = ['fuel', 'refused', 'refill', 'start']
  while (names.some((name) => taken.has(prefix + name))) prefix += ':'
  return { fuel: `${prefix}fuel`, refused: `${prefix}refused`, refill: `${prefix}refill`, start: `${prefix}start` }
}
