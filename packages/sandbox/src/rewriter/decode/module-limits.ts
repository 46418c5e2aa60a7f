import { assertCount, MODULE_LIMITS } from '../format/limits.ts'
import { SECTION } from '../format/sections.ts'
import { compileCost } from './compile-cost.ts'
import type { DecodedModule } from './decode-module.ts'

/**
 * Refuses a module that is made to exhaust an engine by its size alone, before any engine sees it.
 *
 * @throws RewriteError `ERR_WASM_TOO_LARGE`
 */
export function assertBearable(module: DecodedModule): void {
  const { imports, exports, sections, code } = module
  assertCount('imports', imports.length)
  assertCount('exports', exports.length)
  assertCount('customSections', sections.filter(({ id }) => id === SECTION.custom).length)
  let localsInAll = 0
  for (const body of code) {
    localsInAll += body.locals
    assertCount('locals', body.locals, body.start)
    assertCount('localsInAll', localsInAll, body.start)
  }
}

/** Shorter bodies can't reach the limit on values, whatever is in them. */
const MIN_BYTES_TO_MERGE = 16_384
/** No branch has fewer bytes. */
const BRANCH_BYTES = 2

/**
 * Refuses a module of which an engine is known to take gigabytes for a function, or to end its process, when it optimises
 * it. The module must be valid.
 *
 * @throws RewriteError `ERR_WASM_TOO_LARGE`
 */
export function assertCompilable({ bytes, code }: DecodedModule): void {
  for (const body of code) {
    const length = body.end - body.code
    const mostBranches = length / BRANCH_BYTES
    if (length < MIN_BYTES_TO_MERGE && body.locals * mostBranches <= MODULE_LIMITS.localsTimesBranches) continue
    const { branches, mergedValues } = compileCost(bytes, body)
    assertCount('localsTimesBranches', body.locals * branches, body.start, SMALLER_FUNCTIONS)
    assertCount('mergedValues', mergedValues, body.start, SMALLER_FUNCTIONS)
  }
}

const SMALLER_FUNCTIONS =
  "compile it with optimisation, or split the function; isolation 'process' takes it, since a fault of the engine ends no more than the skill's process there"
