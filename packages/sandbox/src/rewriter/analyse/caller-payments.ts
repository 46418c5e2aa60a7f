import type { FunctionTraits } from './analyse-function.ts'
import type { CallSites } from './call-sites.ts'
import type { ChargePoints } from './charge-points.ts'

/** Where one function's points lie in the list of all. */
export interface OwnPoints {
  readonly traits: FunctionTraits
  /** What every call of it costs, when that is always the same and it counts nothing itself; else 0. */
  readonly constantFuel: number
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
  const paid = new Int32Array(functions.length)
  const paidByAll = new Uint8Array(functions.length)
  const settled = functions.map((function_, index): FunctionPoints => {
    const { traits, constantFuel, first, end, locals, referenced } = function_
    const fuel = first === end ? 0 : (points.amounts[first] as number)
    const isPaid = fuel > 0 && fuel <= MAX_PAID_BY_CALLERS && (!referenced || traits.callsItself)
    if (isPaid) {
      points.amounts[first] = 0
      paid[index] = fuel
      paidByAll[index] = referenced ? 0 : 1
    }
    return { traits, constantFuel, first, end, locals, referenced, paidByCallers: isPaid ? fuel : constantFuel }
  })
  const { payers, callees, own, count } = sites
  for (let site = 0; site < count; site++) {
    const callee = (callees[site] as number) - imported
    if (paidByAll[callee] === 1 || own[site] === 1) points.raise(payers[site] as number, paid[callee] as number)
  }
  points.passOn()
  return settled
}
