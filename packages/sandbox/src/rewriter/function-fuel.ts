import type { FunctionFuel } from '@blufio/core'

/** Stands for what no function of the module used. */
const NO_FUNCTION = -1

/**
 * Makes rows of fuel come to exactly `total` together, most first, `maxRows` functions of them. What they lack is a row of its
 * own, with what further functions used. What they have too much, as a run was ended before all that it had paid for, is taken
 * from the largest.
 */
export function balanceFuel(
  rows: readonly FunctionFuel[],
  total: bigint,
  maxRows: number = rows.length,
): FunctionFuel[] {
  const sorted = rows.filter(({ functionIndex, fuel }) => functionIndex !== NO_FUNCTION && fuel > 0n).sort(byFuel)
  let rest = sorted.reduce((left, { fuel }) => left - fuel, total)
  const balanced: FunctionFuel[] = []
  for (const row of sorted) {
    const excess = rest < 0n ? -rest : 0n
    const taken = balanced.length >= maxRows || excess > row.fuel ? row.fuel : excess
    rest += taken
    if (taken < row.fuel) balanced.push({ ...row, fuel: row.fuel - taken })
  }
  if (rest > 0n) balanced.push({ functionIndex: NO_FUNCTION, fuel: rest })
  return balanced.sort(byFuel)
}

function byFuel(one: FunctionFuel, other: FunctionFuel): number {
  if (one.fuel === other.fuel) return one.functionIndex - other.functionIndex
  return one.fuel > other.fuel ? -1 : 1
}
