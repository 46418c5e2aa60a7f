import { type DecodedModule, decode } from '../rewriter/decode/decode-module.ts'
import { INSERTS } from '../rewriter/format/inserts.ts'
import type { FunctionPlan, RewritePlan } from '../rewriter/plan/plan.ts'
import type { RewrittenModule } from '../rewriter/rewrite.ts'
import { INSERT_MEANINGS } from './insert-meanings.ts'
import type { Names } from './names.ts'
import { paidByCallers } from './paid-by-callers.ts'

/** What metering does to one function. */
export interface FunctionMetering {
  /** Its index in the module, imported ones counted. */
  readonly index: number
  /** From the name section, else its import or export. Any text. */
  readonly name?: string
  /** Of its body, before and with its meter. */
  readonly bytes: number
  readonly meteredBytes: number
  /** In how many places fuel is taken, and in how many a refill is asked for when there is none left. */
  readonly charges: number
  readonly checks: number
  /** Loops that are paid for before they start. */
  readonly countedLoops: number
  /** What its callers pay for each call rather than the function itself, in units of fuel; 0 when it pays for itself. */
  readonly paidByCallers: number
}

/** What metering does to each function that the module defines. */
export function meterFunctions(module: DecodedModule, rewritten: RewrittenModule, names: Names): FunctionMetering[] {
  const { bytes, plan } = rewritten
  const metered = decode(bytes).code
  const sizeOf = (place: number): number => {
    const body = metered[place]
    return body === undefined ? 0 : body.end - body.start
  }
  const paid = paidByCallers(module)
  return plan.functions.map((planned, place) => {
    const index = module.importedFunctionCount + place
    const name = names.get(index)
    const body = module.code[place]
    const moved = planned.moved === undefined ? 0 : sizeOf(planned.moved.function - module.importedFunctionCount)
    return {
      index,
      ...(name === undefined ? {} : { name }),
      bytes: body === undefined ? 0 : body.end - body.start,
      meteredBytes: sizeOf(place) + moved,
      ...countInserts(plan, planned),
      paidByCallers: paid[place] ?? 0,
    }
  })
}

function countInserts(
  { points, inserts }: RewritePlan,
  { first, end, moved }: FunctionPlan,
): Pick<FunctionMetering, 'charges' | 'checks' | 'countedLoops'> {
  // What stands in the place of a moved body charges once.
  let charges = moved === undefined ? 0 : 1
  let checks = 0
  let countedLoops = 0
  for (let point = first; point < end; point++) {
    const insert = INSERTS[inserts[point] ?? 0] ?? 'nothing'
    const meaning = INSERT_MEANINGS[insert]
    const isCharge = meaning.charges === 'by-amount' ? (points.amounts[point] ?? 0) > 0 : meaning.charges
    if (isCharge) charges++
    if (meaning.checks) checks++
    if (insert === 'counted-open') countedLoops++
  }
  return { charges, checks, countedLoops }
}
