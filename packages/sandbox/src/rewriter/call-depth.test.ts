import { describe, expect, test } from 'vitest'
import { ending, guestOf } from '../../test/support/guest.ts'

const DEEP: readonly (readonly [name: string, text: string])[] = [
  ['a function that calls itself', '(module (func $f (call $f)) (func (export "f") (call $f)))'],
  [
    'an exported function that calls itself, with its body moved',
    '(module (func $f (export "f") (call $f) (drop (i32.const 1))))',
  ],
  [
    'an exported function with values, with its body moved',
    '(module (func $g (export "g") (param i32 i64 f64) (result i32) (i32.add (call $g (local.get 0) (local.get 1) (local.get 2)) (i32.const 1))) (func (export "f") (drop (call $g (i32.const 1) (i64.const 2) (f64.const 3)))))',
  ],
  [
    'calls through a table',
    '(module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $f) (func $f (export "f") (call_indirect (type $t) (i32.const 0)) (drop (i32.const 1))))',
  ],
  [
    'functions in turn',
    '(module (func $a (call $b) (drop (i32.const 1))) (func $b (call $a) (drop (i32.const 1))) (func (export "f") (call $a)))',
  ],
  ['a call in a loop', '(module (func $f (export "f") (loop $l (call $f) (br $l))))'],
  ['a legacy catch at every depth', '(module (func $f (export "f") (try (do (call $f)) (catch_all (unreachable)))))'],
]

describe('a call stack that overflows ends the call, and the next one is as if it had not been', () => {
  test.each(DEEP)('by %s', async (_, text) => {
    const guest = await guestOf(text.replace(/\)$/, ' (func (export "plain") (result i32) (i32.const 7)))'))
    for (let round = 0; round < 3; round++) {
      const before = guest.fuelConsumed
      expect(ending(guest, 'f').threw).toBe('RangeError')
      expect(guest.fuelConsumed).toBeGreaterThan(before + 1000n)
      const deep = guest.fuelConsumed
      expect(ending(guest, 'plain')).toEqual({ returned: 7, fuel: deep + 2n })
    }
  })

  test('by way of the host', async () => {
    const host = { again: () => {} }
    const guest = await guestOf('(module (import "h" "again" (func $again)) (func (export "f") (call $again)))', {
      imports: { h: { again: () => host.again() } },
    })
    host.again = () => void (guest.exports['f'] as () => void)()
    expect(ending(guest, 'f').threw).toBe('RangeError')
    host.again = () => {}
    expect(ending(guest, 'f').threw).toBeUndefined()
  })

  test('when fuel runs out near the end of the stack, the guest can not go on by catching', {
    timeout: 10_000,
  }, async () => {
    // Each depth tries twice to go deeper: without an end by fuel it would take 2 to the power of the depth.
    const guest = await guestOf(
      '(module (func $f (export "f") (try (do (call $f)) (catch_all)) (try (do (call $f)) (catch_all))))',
      {
        fuel: 3_000_000n,
      },
    )
    expect(['ERR_FUEL_EXHAUSTED', 'RangeError']).toContain(ending(guest, 'f').threw)
    expect(guest.fuelConsumed).toBeLessThan(3_100_000n)
  })
})
