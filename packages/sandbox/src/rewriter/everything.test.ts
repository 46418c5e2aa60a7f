import { expect, test } from 'vitest'
import { gcWat } from '../../test/support/gc-wat.ts'
import { ending, guestOf } from '../../test/support/guest.ts'
import { rewrite } from './rewrite.ts'

/** Every proposal in one module, so that what one of them changes is seen by the others. */
const EVERYTHING = gcWat(`(module
  (type $unary (func (param i32) (result i32)))
  (type $node (struct (field $next (mut (ref null $node))) (field $value (mut i32))))
  (type $bytes (array (mut i8)))
  (import "h" "add" (func $add (param i32 i32) (result i32)))
  (import "h" "memory" (memory $theirs 1))
  (memory $ours 1 9) (memory $wide i64 1 9)
  (table $functions 2 9 funcref) (table $wides i64 2 9 (ref null $node))
  (tag $odd (param i32)) (tag $carries (param (ref null $node)))
  (data $text "everything at once") (elem (table $functions) (i32.const 0) func $down $up)
  (global $sum (mut i32) (i32.add (i32.const 1) (i32.const 2)))
  (global $list (mut (ref null $node)) (struct.new $node (ref.null $node) (i32.const 5)))
  (func $down (type $unary) (if (i32.eqz (local.get 0)) (then (return (i32.const 0)))) (return_call $down (i32.sub (local.get 0) (i32.const 1))))
  (func $up (export "up") (param i32) (result i32) (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0)) (else (i32.add (call $up (i32.sub (local.get 0) (i32.const 1))) (call $up (i32.sub (local.get 0) (i32.const 2)))))))
  (func $check (param i32) (if (i32.and (local.get 0) (i32.const 1)) (then (throw $odd (local.get 0)))))
  (func $carry (throw $carries (global.get $list)))
  (func $start (memory.init $wide $text (i64.const 0) (i32.const 0) (i32.const 18)) (global.set $sum (call $add (global.get $sum) (i32.const 4))))
  (start $start)
  (func (export "f") (param $n i32) (result i32) (local $i i32) (local $v v128)
    (loop $l
      (local.set $v (i32x4.relaxed_trunc_f32x4_s (f32x4.convert_i32x4_s (i32x4.add (local.get $v) (i32x4.splat (local.get $i))))))
      (memory.copy $wide $wide (i64.const 0) (i64.const 1) (i64.const 9)) (memory.copy $ours $theirs (i32.const 0) (i32.const 1) (i32.const 9))
      (memory.fill $theirs (local.get $i) (i32.const 1) (i32.const 3))
      (global.set $list (struct.new $node (global.get $list) (array.len (array.new_data $bytes $text (i32.const 0) (i32.and (local.get $i) (i32.const 7))))))
      (global.set $sum (i32.add (global.get $sum) (block $caught (result i32)
        (try_table (catch $odd $caught) (call $check (local.get $i)))
        (call_indirect $functions (type $unary) (i32.const 5) (i32.and (local.get $i) (i32.const 1))))))
      (global.set $list (block $got (result (ref null $node)) (try_table (catch $carries $got) (call $carry)) (unreachable)))
      (table.set $wides (i64.const 1) (global.get $list))
      (drop (table.grow $wides (ref.null $node) (i64.extend_i32_u (i32.and (local.get $i) (i32.const 1)))))
      (global.set $sum (call $add (global.get $sum) (call_ref $unary (i32.const 6) (ref.func $up))))
      (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (i32.add (i32.add (global.get $sum) (i32x4.extract_lane 0 (local.get $v))) (i32.add (struct.get $node $value (ref.as_non_null (global.get $list))) (i32.load8_u $ours (i32.const 2))))))`)

const imports = (): WebAssembly.Imports => ({
  h: { add: (a: number, b: number) => a + b, memory: new WebAssembly.Memory({ initial: 1 }) },
})
const POLICY = { maxMemoryPages: 9, maxTableElements: 99, maxHeapBytes: 10_000_000 }

test('a module with every proposal gives what it gives unmetered', async (context) => {
  if (!WebAssembly.validate(EVERYTHING)) return context.skip('needs an engine that knows every proposal')
  const plain = new WebAssembly.Instance(new WebAssembly.Module(EVERYTHING), imports()).exports['f'] as (
    n: number,
  ) => number
  const guest = await guestOf(EVERYTHING, { imports: imports(), policy: POLICY })
  for (const n of [0, 1, 2, 30, 1000]) expect(ending(guest, 'f', n).returned).toBe(plain(n))
})

test('a module with every proposal succeeds exactly when its budget suffices', async (context) => {
  if (!WebAssembly.validate(EVERYTHING)) return context.skip('needs an engine that knows every proposal')
  for (const n of [1, 100]) {
    const { fuel } = ending(await guestOf(EVERYTHING, { imports: imports(), policy: POLICY }), 'f', n)
    const again = ending(await guestOf(EVERYTHING, { imports: imports(), policy: POLICY, fuel }), 'f', n)
    expect(again).toMatchObject({ fuel, returned: expect.any(Number) })
    const less = await guestOf(EVERYTHING, { imports: imports(), policy: POLICY, fuel: fuel - 1n })
    expect(ending(less, 'f', n).threw).toBe('ERR_FUEL_EXHAUSTED')
  }
})

test('a module with every proposal keeps what it is for its host', () => {
  const { plan, bytes } = rewrite(EVERYTHING, POLICY)
  expect(WebAssembly.validate(bytes)).toBe(true)
  expect(plan.imports.map(({ name }) => name)).toEqual(['add', 'memory'])
  expect(plan.exports.map(({ name }) => name)).toEqual(['up', 'f'])
  expect(plan.memories.map(({ is64 }) => is64)).toEqual([false, true])
})
