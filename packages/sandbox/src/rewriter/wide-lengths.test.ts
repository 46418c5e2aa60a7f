import { describe, expect, test } from 'vitest'
import { ending, guestOf } from '../../test/support/guest.ts'

const LENGTHS = [2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 62n), -1n, -65_536n, 2n ** 32n]
const BUDGETS = [1_000_000n, 1n << 62n, (1n << 63n) - 1n, (1n << 64n) - 1n]
const MODULE = `(module (memory $m (export "m") i64 1 10) (memory $o i64 1) (table $t (export "t") i64 4 2000 funcref) (table $u i64 4 funcref) (data $d "abcdefgh") (func $x) (elem $e func $x $x)
  (func (export "fill") (param i64) (memory.fill $m (i64.const 0) (i32.const 7) (local.get 0)))
  (func (export "copy") (param i64) (memory.copy $m $m (i64.const 0) (i64.const 8) (local.get 0)))
  (func (export "copy between") (param i64) (memory.copy $m $o (i64.const 0) (i64.const 8) (local.get 0)))
  (func (export "fill table") (param i64) (table.fill $t (i64.const 0) (ref.func $x) (local.get 0)))
  (func (export "copy table") (param i64) (table.copy $t $u (i64.const 0) (i64.const 1) (local.get 0)))
  (func (export "fill in a loop") (param i64) (local $i i32) (loop $l (memory.fill $m (i64.const 0) (i32.const 7) (local.get 0)) (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9)))))
  (func (export "init") (param i64) (memory.init $m $d (local.get 0) (i32.const 0) (i32.const -1)))
  (func (export "grow") (param i64) (result i64) (memory.grow $m (local.get 0)))
  (func (export "grow table") (param i64) (result i64) (table.grow $t (ref.null func) (local.get 0))))`

const BULK = ['fill', 'copy', 'copy between', 'fill table', 'copy table', 'fill in a loop', 'init']
const rows = BULK.flatMap((name) => BUDGETS.map((fuel) => [name, fuel] as const))

describe.each(rows)('%s by a length beyond everything, with a budget of %s', (name, fuel) => {
  test.each(LENGTHS)('%s ends the run, gives no fuel and writes nothing', async (length) => {
    const guest = await guestOf(MODULE, { fuel })
    const before = guest.fuelConsumed
    const { threw, fuel: used } = ending(guest, name, length)
    expect(['ERR_FUEL_EXHAUSTED', 'RuntimeError']).toContain(threw)
    expect(used).toBeGreaterThan(before)
    const { m, t } = guest.exports as { m: WebAssembly.Memory; t: WebAssembly.Table }
    expect(new Uint8Array(m.buffer).every((byte) => byte === 0)).toBe(true)
    for (let index = 0n; index < 4n; index++) expect((t.get as (index: never) => unknown)(index as never)).toBe(null)
  })
})

test('lengths beyond everything, again and again after the run has ended, give no fuel', async () => {
  const guest = await guestOf(MODULE, { fuel: 1_000_000n })
  const used: bigint[] = [guest.fuelConsumed]
  for (let round = 0; round < 9; round++) {
    expect(ending(guest, 'fill', -1n).threw).toBe('ERR_FUEL_EXHAUSTED')
    used.push(guest.fuelConsumed)
  }
  expect(used).toEqual(used.toSorted((a, b) => Number(a - b)))
})

describe('growth beyond everything', () => {
  test.each([2n ** 48n, 2n ** 62n, 2n ** 63n - 1n, -1n, -500n, -(2n ** 63n), 10n])(
    'by %s pages is refused and costs its operators',
    async (pages) => {
      const guest = await guestOf(MODULE)
      const startup = guest.fuelConsumed
      // Entry, local.get, memory.grow.
      expect(ending(guest, 'grow', pages)).toEqual({ returned: -1n, fuel: startup + 3n })
      expect(guest.memoryRefused).toBe(true)
      expect(guest.memoryBytes).toBe(2 * 65_536)
    },
  )

  test.each([-500n, 2n ** 32n - 1n, 2n ** 63n - 1n, -(2n ** 63n), 1997n])(
    'of a table by %s elements is refused and costs its operators',
    async (count) => {
      const guest = await guestOf(MODULE)
      const startup = guest.fuelConsumed
      expect(ending(guest, 'grow table', count)).toEqual({ returned: -1n, fuel: startup + 4n })
    },
  )

  test.each([-500, -1, 2_147_483_647, -2_147_483_648])(
    'of a 32-bit table or memory by %s is refused and costs its operators',
    async (count) => {
      const text = `(module (memory 1 9) (table 1 9 funcref) (func (export "m") (param i32) (result i32) (memory.grow (local.get 0))) (func (export "t") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))`
      expect(ending(await guestOf(text), 'm', count)).toEqual({ returned: -1, fuel: 3n })
      expect(ending(await guestOf(text), 't', count)).toEqual({ returned: -1, fuel: 4n })
    },
  )

  test('is charged when it succeeds, by page and by element', async () => {
    const guest = await guestOf(MODULE)
    const startup = guest.fuelConsumed
    expect(ending(guest, 'grow', 9n)).toEqual({ returned: 1n, fuel: startup + 12n })
    expect(ending(guest, 'grow table', 1996n)).toEqual({ returned: 4n, fuel: startup + 12n + 2000n })
  })

  test('by −500 in a loop never gives fuel', async () => {
    const text = `(module (table 1 funcref) (func (export "f") (loop $l (drop (table.grow (ref.null func) (i32.const -500))) (drop (table.grow (ref.null func) (i32.sub (i32.const 0) (i32.const 500)))) (br $l))))`
    const guest = await guestOf(text, { fuel: 1n << 20n })
    expect(ending(guest, 'f').threw).toBe('ERR_FUEL_EXHAUSTED')
  })
})
