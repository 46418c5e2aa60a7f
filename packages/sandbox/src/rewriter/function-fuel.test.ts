import type { FunctionFuel } from '@blufio/core'
import { expect, test } from 'vitest'
import { balanceFuel } from './function-fuel.ts'

const row = (functionIndex: number, fuel: bigint): FunctionFuel => ({ functionIndex, fuel })

test.each<[what: string, rows: FunctionFuel[], total: bigint, maxRows: number | undefined, balanced: FunctionFuel[]]>([
  ['are sorted, without empty ones', [row(3, 1n), row(4, 0n), row(1, 9n)], 10n, undefined, [row(1, 9n), row(3, 1n)]],
  ['keep their order where they are equal', [row(2, 5n), row(1, 5n)], 10n, undefined, [row(1, 5n), row(2, 5n)]],
  ['get one for what they lack', [row(1, 3n)], 10n, undefined, [row(-1, 7n), row(1, 3n)]],
  ['lose what is too much from the largest on', [row(1, 8n), row(2, 3n)], 2n, undefined, [row(2, 2n)]],
  ['lose what was taken from below zero', [row(1, -4n), row(2, 9n)], 5n, undefined, [row(2, 5n)]],
  ['count their rest anew', [row(-1, 4n), row(2, 9n)], 10n, undefined, [row(2, 9n), row(-1, 1n)]],
  [
    'beyond the most are one',
    [row(1, 5n), row(2, 4n), row(3, 3n), row(4, 2n)],
    15n,
    2,
    [row(-1, 6n), row(1, 5n), row(2, 4n)],
  ],
  ['of nothing are none', [row(1, 5n)], 0n, undefined, []],
])('rows of fuel %s', (_, rows, total, maxRows, balanced) => {
  expect(balanceFuel(rows, total, maxRows)).toEqual(balanced)
})
