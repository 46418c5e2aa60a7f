import { expect, test } from 'vitest'
import { fuelRows } from './fuel-rows.ts'

test('a function goes by its name and its index, and what no function used is told as that', () => {
  const rows = fuelRows(
    [
      { functionIndex: 4, name: 'blend', fuel: 75n },
      { functionIndex: -1, fuel: 20n },
      { functionIndex: 9, fuel: 5n },
    ],
    100n,
  )
  expect(rows.map(({ name, share }) => [name, share])).toEqual([
    ['blend (4)', 0.75],
    ['no function: making the instance, and what the page did for it', 0.2],
    ['function 9', 0.05],
  ])
})

test('what is not shown is one row, and nothing is lost', () => {
  const profile = Array.from({ length: 1_000 }, (_, functionIndex) => ({
    functionIndex,
    fuel: BigInt(1_000 - functionIndex),
  }))
  const fuel = profile.reduce((total, row) => total + row.fuel, 0n)
  const rows = fuelRows(profile, fuel)
  expect(rows).toHaveLength(13)
  expect(rows.at(-1)?.name).toBe('988 more')
  expect(rows.reduce((total, { used }) => total + used, 0n)).toBe(fuel)
})

test('a run without fuel has no rows', () => {
  expect(fuelRows([], 0n)).toEqual([])
})
