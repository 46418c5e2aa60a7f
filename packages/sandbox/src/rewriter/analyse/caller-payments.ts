import type { FunctionTraits } from './analyse-function.ts'
import type { CallSites } from './call-sites.ts'
import type { ChargePoints } from './charge-points.ts'

/** Where one function's points lie in the list of all. */
export interface OwnPoints extends FunctionTraits {
  readonly first: number
  /** One more than the index of its last point. */
  readonly end: number
  /** How many locals it has, its parameters included. */
  readonly locals: number
  /** Whether somebody can call it other than by a direct call. */
  readonly referenced: boolean
}

/** A function's points, once it is settled who pays for entering it. */
export interface FunctionPoints extends OwnPoints {
  /**
   * What entering it costs, when who calls it directly pays that rather than its first point: everybody, or, when others can
   * call it, too, the function alone where it calls itself. Else 0.
   */
  readonly paidByCallers: number
}

/** Up to so much is added to a caller's charge, so that what runs between two checks stays small. */
const MAX_PAID_BY_CALLERS = 256

/**
 * Moves what entering a function costs from its first point to the points that pay for calls of it. A leaf then often
 * counts nothing at all, and a caller counts for both in one go.
 */
export function letCallersPay(
  functions: readonly OwnPoints[],
  { points, sites, imported }: { points: ChargePoints; sites: CallSites; imported: number },
): FunctionPoints[] {
  const settled = functions.map((own): FunctionPoints => {
    const { first, end, referenced, callsItself } = own
    const fuel = first === end ? 0 : (points.amounts[first] as number)
    if (fuel > MAX_PAID_BY_CALLERS || (referenced && !callsItself)) return { ...own, paidByCallers: 0 }
    if (fuel > 0) points.amounts[first] = 0
    return { ...own, paidByCallers: fuel }
  })
  for (let site = 0; site < sites.count; site++) {
    const callee = settled[(sites.callees[site] as number) - imported]
    if (callee === undefined || callee.paidByCallers === 0) continue
    if (!callee.referenced || sites.own[site] === 1) points.raise(sites.payers[site] as number, callee.paidByCallers)
  }
  points.passOn()
  return settled
}
