import { gcWat } from '../support/gc-wat.ts'
import { wat } from '../support/wat.ts'
import type { Call, GoldenCase } from './rules.ts'

/** A case of which wasmtime 49 forgets a part: its own figure is lower than that of the operators executed. */
export interface ForgottenCase extends GoldenCase {
  readonly calls: readonly [Call]
  /** Units by the profile's rules, counted by hand. */
  readonly honest: number
}

const REFS = '(type $t (func (param i32) (result i32)))'
const LOOP = '(loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))'

/** What each operator costs stands beside the figure, in the order of execution. */
export function forgottenCases(): ForgottenCase[] {
  return [
    {
      name: 'call_ref: what the callee uses',
      wasm: gcWat(
        `(module ${REFS} (elem declare func $g) (func $g (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))) (func (export "f") (param i32) (result i32) (call_ref $t (local.get 0) (ref.func $g))))`,
      ),
      calls: [['f', 5]],
      // Entry 1, local.get 1, ref.func 1, call_ref 1; entry 1, local.get 1, i32.const 1, i32.add 1.
      honest: 8,
    },
    {
      name: 'call_ref: a loop in the callee',
      wasm: gcWat(
        `(module ${REFS} (elem declare func $g) (func $g (param i32) (result i32) ${LOOP} (local.get 0)) (func (export "f") (param i32) (result i32) (call_ref $t (local.get 0) (ref.func $g))))`,
      ),
      calls: [['f', 100]],
      // 4 in the caller; entry 1, five operators in each of 100 iterations, local.get 1.
      honest: 4 + 1 + 500 + 1,
    },
    {
      name: 'a catch: what the function that threw used',
      wasm: wat(
        `(module (tag $e) (func $g (param i32) ${LOOP} (throw $e)) (func (export "f") (param i32) (block $b (try_table (catch $e $b) (call $g (local.get 0))))))`,
      ),
      calls: [['f', 100]],
      // Entry 1, try_table 1, local.get 1, call 1; entry 1, 500 in the loop, throw 1.
      honest: 4 + 1 + 500 + 1,
    },
    {
      name: 'a catch of everything: what two functions between used',
      wasm: wat(
        `(module (tag $e (param i32)) (func $h (param i32) (throw $e (local.get 0))) (func $g (param i32) (call $h (local.get 0)) (drop (i32.const 3))) (func (export "f") (param i32) (block $b (try_table (catch_all $b) (call $g (local.get 0))))))`,
      ),
      calls: [['f', 100]],
      // Entry 1, try_table 1, local.get 1, call 1; entry 1, local.get 1, call 1; entry 1, local.get 1, throw 1.
      honest: 10,
    },
  ]
}
