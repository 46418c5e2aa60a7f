import { describe, expect, test } from 'vitest'
import { ending, guestOf } from '../../test/support/guest.ts'

const WORK = `(drop (i32.const 1)) `.repeat(50)
/** 5 units an iteration, with the local 0 as counter. */
const COUNTED = '(loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))'
const TIGHT =
  '(loop $l (if (i32.lt_s (local.tee 0 (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)) (then (return))) (br $l))'
/** Of {@link TIGHT} with the local 0 at n: 7 an iteration and the branch back, or the return that costs nothing. */
const tightFuel = (n: number): number => 7 * n + (n - 1)

/** Counted by hand: the operators that run, in their order; entries of functions are the leading 1 of each bracket. */
const CAUGHT: readonly (readonly [title: string, text: string, units: number])[] = [
  [
    'a legacy catch: what came before the throw, and nothing of what would have come after',
    `(module (tag $e) (func $g (drop (i32.const 1)) (throw $e)) (func (export "f") (try (do (call $g) ${WORK}) (catch $e (drop (i32.const 2))))))`,
    // (entry try call) (entry const throw) (catch const)
    3 + 3 + 2,
  ],
  [
    'a callee between thrower and catcher',
    `(module (tag $e) (func $h (throw $e)) (func $g (call $h) ${WORK}) (func (export "f") (try (do (call $g) ${WORK}) (catch_all))))`,
    // (entry try call) (entry call) (entry throw) (catch_all)
    3 + 2 + 2 + 1,
  ],
  [
    'a callee between thrower and catcher that counts in a loop',
    `(module (tag $e) (func $h (param i32) ${COUNTED} (throw $e)) (func $g (param i32) ${TIGHT.replace('(return)', '(call $h (i32.const 30)) (return)')}) (func (export "f") (try (do (call $g (i32.const 20)) ${WORK}) (catch_all))))`,
    // (entry try const call) (entry loop const call) (entry loop throw) (catch_all)
    4 + (1 + tightFuel(20) + 2) + (1 + 150 + 1) + 1,
  ],
  [
    'a rethrow',
    `(module (tag $e) (func (export "f") (try (do (try (do (throw $e)) (catch $e ${'(drop (i32.const 3))'} (rethrow 0)))) (catch_all (drop (i32.const 4))))))`,
    // (entry try try throw) (catch const rethrow) (catch_all const)
    4 + 3 + 2,
  ],
  [
    'a delegate across a loop',
    `(module (tag $e) (func (export "f") (local $i i32) (try $t (do (loop $l (try (do (if (i32.eq (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9)) (then (throw $e))) (br $l)) (delegate $t)))) (catch_all))))`,
    // (entry try) 9 × (try local.get const add tee const eq if), 8 × br, throw, catch_all
    2 + 9 * 8 + 8 + 1 + 1,
  ],
  [
    'a rethrow from a loop within the catch',
    `(module (tag $e) (func (export "f") (local $i i32) (try (do (try $t (do (throw $e)) (catch $e (loop $l (if (i32.eq (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9)) (then (rethrow $t))) (br $l))))) (catch_all))))`,
    // (entry try try throw catch) 9 × (local.get const add tee const eq if), 8 × br, rethrow, catch_all
    5 + 9 * 7 + 8 + 1 + 1,
  ],
  [
    'throw_ref of what was caught, after more work',
    `(module (tag $e) (func $g (local $x exnref) (local.set $x (block $b (result exnref) (try_table (catch_all_ref $b) (throw $e)) (ref.null exn))) (drop (i32.const 1)) (throw_ref (local.get $x))) (func (export "f") (block $b (try_table (catch $e $b) (call $g) ${WORK}))))`,
    // (entry try_table call) (entry try_table throw, local.set, const, local.get throw_ref)
    3 + 3 + 1 + 1 + 2,
  ],
  [
    'a tail call that throws',
    `(module (tag $e) (func $h (throw $e)) (func $g (return_call $h)) (func (export "f") (try (do (call $g) ${WORK}) (catch_all))))`,
    // (entry try call) (entry return_call) (entry throw) (catch_all)
    3 + 2 + 2 + 1,
  ],
  [
    'a million throws in a loop',
    `(module (tag $e) (func (export "f") (local $i i32) (loop $l (try (do (throw $e)) (catch $e)) (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000000))))))`,
    // entry; a million × (try throw catch, local.get const add tee const lt_u br_if)
    1 + 1_000_000 * 10,
  ],
  [
    'a million throws of a callee with a loop, caught by try_table',
    `(module (tag $e) (func $g (param i32) ${COUNTED} (throw $e)) (func (export "f") (local $i i32) (loop $l (block $b (try_table (catch_all $b) (call $g (i32.const 2)))) (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000000))))))`,
    // entry; a million × (try_table const call) (entry loop throw) and 7
    1 + 1_000_000 * (3 + (1 + 10 + 1) + 7),
  ],
]

describe('what is thrown and caught costs what was executed', () => {
  test.each(CAUGHT)('%s', { timeout: 60_000 }, async (_, text, units) => {
    const guest = await guestOf(text)
    expect(ending(guest, 'f')).toEqual({ returned: undefined, fuel: BigInt(units) })
    expect(ending(guest, 'f')).toEqual({ returned: undefined, fuel: BigInt(2 * units) })
  })
})

const THROWING = {
  h: {
    throw: () => {
      throw new Error('from the host')
    },
  },
}
const IMPORT = '(import "h" "throw" (func $throw))'

/** Modules that throw nothing themselves, but catch what their host throws. */
const HOST_THREW: readonly (readonly [title: string, text: string, units: number])[] = [
  [
    'in a callee that would have gone on',
    `(module ${IMPORT} (func $g (call $throw) ${WORK}) (func (export "f") (try (do (call $g)) (catch_all))))`,
    // (entry try call) (entry call) (catch_all)
    3 + 2 + 1,
  ],
  [
    'in a callee that would have gone on, in a module with tags',
    `(module ${IMPORT} (tag) (func $g (call $throw) ${WORK}) (func (export "f") (try (do (call $g)) (catch_all))))`,
    3 + 2 + 1,
  ],
  [
    'in a function that otherwise always costs the same, called from a loop',
    `(module ${IMPORT} (func $check (param i32) (if (local.get 0) (then (call $throw) unreachable)))
      (func $g (param i32) ${TIGHT.replace('(return)', '(call $check (i32.const 1)) (return)')})
      (func (export "f") (try (do (call $g (i32.const 1000))) (catch_all))))`,
    // (entry try const call) (entry loop const call) (entry local.get if call) (catch_all)
    4 + (1 + tightFuel(1000) + 2) + 4 + 1,
  ],
  [
    'in the first rounds of a loop that counts up to many',
    `(module ${IMPORT} (func $g (local $i i32) (loop $l (if (i32.ge_u (local.get $i) (i32.const 3)) (then (call $throw) unreachable)) (br_if $l (i32.ne (i32.const 50000) (local.tee $i (i32.add (local.get $i) (i32.const 1)))))))
      (func (export "f") (try (do (call $g)) (catch_all))))`,
    // (entry try call) (entry, 3 × 11, then 4 and the call) (catch_all)
    3 + (1 + 3 * 11 + 4 + 1) + 1,
  ],
]

describe('what a host function throws and the guest catches costs what was executed', () => {
  test.each(HOST_THREW)('%s', async (_, text, units) => {
    expect(ending(await guestOf(text, { imports: THROWING }), 'f')).toEqual({
      returned: undefined,
      fuel: BigInt(units),
    })
  })
})
