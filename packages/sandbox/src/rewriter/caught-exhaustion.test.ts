import { describe, expect, test } from 'vitest'
import { ending, guestOf } from '../../test/support/guest.ts'
import { wat } from '../../test/support/wat.ts'
import { compileMetered, instantiateMetered } from './metered-module.ts'

const SPIN = '(func $spin (loop $s (br $s)))'
/** Ways to catch whatever `body` throws and go on. */
const CATCHES: readonly (readonly [name: string, text: (body: string) => string])[] = [
  ['a legacy catch_all', (body) => `(try (do ${body}) (catch_all))`],
  ['a legacy catch of a tag', (body) => `(try (do ${body}) (catch $e))`],
  ['a delegate to a catch_all', (body) => `(try (do (try (do ${body}) (delegate 0))) (catch_all))`],
  ['a rethrow into a catch_all', (body) => `(try (do (try (do ${body}) (catch_all (rethrow 0)))) (catch_all))`],
  ['try_table catch_all', (body) => `(block $b (try_table (catch_all $b) ${body}))`],
  ['try_table catch of a tag', (body) => `(block $b (try_table (catch $e $b) ${body}))`],
  [
    'try_table catch_all_ref',
    (body) => `(drop (block $b (result exnref) (try_table (catch_all_ref $b) ${body}) (ref.null exn)))`,
  ],
]
const BODIES: readonly (readonly [name: string, body: string])[] = [
  ['a loop', '(loop $l (br $l))'],
  ['a loop of a callee', '(call $spin)'],
  ['a callee that calls itself', '(call $recurse)'],
  ['a bulk operator', '(loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br $l))'],
  ['a tail call', '(call $tail)'],
]
const FUNCTIONS = `${SPIN}
  (func $recurse (call $half) (call $half)) (func $half (if (i32.eqz (global.get $depth)) (then (return)))
    (global.set $depth (i32.sub (global.get $depth) (i32.const 1))) (call $recurse) (global.set $depth (i32.add (global.get $depth) (i32.const 1))))
  (func $tail (return_call $tail))`
const module = (body: string): string =>
  `(module (memory 1) (tag $e) (global $depth (mut i32) (i32.const 60)) (global $went (export "went") (mut i32) (i32.const 0)) ${FUNCTIONS} ${body})`
const WENT_ON = '(global.set $went (i32.const 1))'

describe.each(CATCHES)('%s does not catch exhaustion', (_, caught) => {
  test.each(BODIES)('of %s', async (_, body) => {
    const guest = await guestOf(module(`(func (export "f") ${caught(body)} ${WENT_ON})`), { fuel: 100_000n })
    expect(ending(guest, 'f').threw).toBe('ERR_FUEL_EXHAUSTED')
    expect((guest.exports['went'] as WebAssembly.Global).value).toBe(0)
  })

  test('in a loop that catches every time', async () => {
    const guest = await guestOf(module(`(func (export "f") (loop $o ${caught('(call $spin)')} (br $o)))`), {
      fuel: 100_000n,
    })
    expect(ending(guest, 'f').threw).toBe('ERR_FUEL_EXHAUSTED')
    expect(guest.fuelConsumed).toBeLessThan(101_000n)
  })

  test('in a start function', async () => {
    const metered = await compileMetered(wat(module(`(func $start ${caught('(call $spin)')}) (start $start)`)))
    expect(() => instantiateMetered(metered, {}, { fuel: 100_000n })).toThrow(
      expect.objectContaining({ code: 'ERR_FUEL_EXHAUSTED' }),
    )
  })

  test('nor a host that stops the run and throws', async () => {
    const host = { stop: () => {}, calls: 0 }
    const text = `(module (import "h" "stop" (func $stop)) (memory 1) (tag $e) (func (export "f") ${caught('(call $stop)')} (loop $l (br $l))))`
    const guest = await guestOf(text, {
      imports: {
        h: {
          stop: () => {
            host.stop()
            throw new Error('from the host')
          },
        },
      },
    })
    host.stop = () => guest.stop()
    // A catch of a tag lets the host's error pass: then that is what ends the run.
    expect(ending(guest, 'f').threw).toBe('ERR_RUN_STOPPED')
  })
})

describe('a run that was stopped', () => {
  const CAUGHT_AND_DONE = `(module (import "h" "stop" (func $stop)) (func (export "f") (result i32) (try (do (call $stop)) (catch_all)) (i32.const 7)))`

  test('has not succeeded, also when the guest returns before its next check', async () => {
    const host = { stop: () => {} }
    const guest = await guestOf(CAUGHT_AND_DONE, {
      imports: {
        h: {
          stop: () => {
            host.stop()
            throw new Error('from the host')
          },
        },
      },
    })
    host.stop = () => guest.stop()
    expect(ending(guest, 'f').threw).toBe('ERR_RUN_STOPPED')
  })

  test('whose host function calls back into the guest ends at both levels', async () => {
    const host = { again: () => {} }
    const text = `(module (import "h" "again" (func $again)) (func (export "spin") (loop $l (br $l)))
      (func (export "f") (loop $o (try (do (call $again)) (catch_all)) (br $o))))`
    const guest = await guestOf(text, { fuel: 100_000n, imports: { h: { again: () => host.again() } } })
    host.again = () => void (guest.exports['spin'] as () => void)()
    expect(ending(guest, 'f').threw).toBe('ERR_FUEL_EXHAUSTED')
    expect(guest.fuelConsumed).toBeLessThan(101_000n)
  })

  test('by an onRefill that throws ends with what was thrown, whatever the guest catches', async () => {
    const guest = await guestOf(
      '(module (global $went (export "went") (mut i32) (i32.const 0)) (func $spin (loop $l (br $l))) (func (export "f") (try (do (call $spin)) (catch_all)) (global.set $went (i32.const 1))))',
      {
        onRefill: () => {
          throw new TypeError('from the host')
        },
      },
    )
    expect(ending(guest, 'f').threw).toBe('TypeError')
    expect((guest.exports['went'] as WebAssembly.Global).value).toBe(0)
  })
})
