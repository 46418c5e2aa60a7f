import type { JsonValue } from '@blufio/core'
import { skillWat } from '../test/support/wat.ts'

/** A skill that never comes to an end. */
export interface SpinningSkill {
  readonly name: string
  readonly wasm: Uint8Array
  readonly input?: JsonValue
}

const PAGES_16_MIB = '(memory (export "memory") 256)'
const INPUT_BYTES = 1_000_000

/** Skills that are busy for ever, each in a way of its own. */
export const SPINNING_SKILLS: readonly SpinningSkill[] = [
  { name: 'empty loop', wasm: skillWat('(loop (br 0))') },
  {
    name: 'counted loops',
    wasm: skillWat(`(local $count i32) (loop $always (local.set $count (i32.const 1000000))
      (loop $counted (br_if $counted (local.tee $count (i32.sub (local.get $count) (i32.const 1))))) (br $always))`),
  },
  {
    name: 'counted divisions',
    wasm: skillWat(`(local $count i32) (local $value i64) (loop $always (local.set $count (i32.const 1000000))
      (loop $counted
        (local.set $value (i64.div_u (i64.const 0x7fffffffffffffff) (i64.or (local.get $value) (i64.const 3))))
        (br_if $counted (local.tee $count (i32.sub (local.get $count) (i32.const 1))))) (br $always))`),
  },
  {
    name: 'pointer chase over 16 MiB',
    wasm: skillWat(
      `(local $at i32) (loop
        (local.set $at (i32.add (i32.mul (i32.add (local.get $at) (i32.load (i32.and (local.get $at) (i32.const 0xfffffc))))
          (i32.const 1664525)) (i32.const 1013904223)))
        (br 0))`,
      PAGES_16_MIB,
    ),
  },
  {
    name: 'memory.fill of 13 MB',
    wasm: skillWat('(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 13000000)) (br 0))', PAGES_16_MIB),
  },
  {
    name: 'recursion',
    wasm: skillWat(
      '(drop (call $fibonacci (i32.const 80)))',
      `(func $fibonacci (param $n i32) (result i32)
        (if (i32.lt_u (local.get $n) (i32.const 2)) (then (return (local.get $n))))
        (i32.add (call $fibonacci (i32.sub (local.get $n) (i32.const 1))) (call $fibonacci (i32.sub (local.get $n) (i32.const 2)))))`,
    ),
  },
  {
    name: 'host calls that copy 1 MB',
    wasm: skillWat(
      '(loop (call $get_input (i32.const 0)) (call $set_output (i32.const 0) (i32.const 1000000)) (br 0))',
      PAGES_16_MIB,
    ),
    input: 'x'.repeat(INPUT_BYTES),
  },
  {
    name: 'host calls that do little',
    wasm: skillWat('(loop (drop (call $get_input_len)) (br 0))'),
  },
  {
    name: 'divisions',
    wasm: skillWat(`(local $value i64) (loop
      (local.set $value (i64.div_u (i64.const 0x7fffffffffffffff) (i64.or (local.get $value) (i64.const 3)))) (br 0))`),
  },
]
