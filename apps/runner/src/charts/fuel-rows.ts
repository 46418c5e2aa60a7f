import type { FunctionFuel } from '@blufio/core'

/** More functions than these are one row. */
const MOST_FUNCTIONS = 12

/** One row of the table of fuel by function. */
export interface FuelRow {
  readonly key: string
  /** In part the words of the skill's author. */
  readonly name: string
  readonly used: bigint
  /** Of the whole run, from 0 to 1. */
  readonly share: number
}

/** What is shown of a profile whose run used `fuel`; the rows come to that together. */
export function fuelRows(profile: readonly FunctionFuel[], fuel: bigint): FuelRow[] {
  const row = (key: string, name: string, used: bigint): FuelRow => ({
    key,
    name,
    used,
    share: Number(used) / Number(fuel),
  })
  const rows = profile.slice(0, MOST_FUNCTIONS).map((own) => row(`${own.functionIndex}`, functionWords(own), own.fuel))
  const others = profile.slice(MOST_FUNCTIONS)
  if (others.length === 0) return rows
  const left = others.reduce((total, own) => total + own.fuel, 0n)
  return [...rows, row('others', `${others.length.toLocaleString('en')} more`, left)]
}

function functionWords({ functionIndex, name }: FunctionFuel): string {
  if (functionIndex < 0) return 'no function: making the instance, and what the page did for it'
  return name === undefined ? `function ${functionIndex}` : `${name} (${functionIndex})`
}
