import { expect, test } from 'vitest'
import { gcWat } from '../../test/support/gc-wat.ts'
import { wat } from '../../test/support/wat.ts'
import { compileMetered, instantiateMetered, type MeteredInstance } from './metered-module.ts'

const FUEL = 1_000_000n
const IMPORTS = { host: { m: new WebAssembly.Memory({ initial: 1 }), f: () => 0 } }

async function reusable(wasm: Uint8Array<ArrayBuffer>): Promise<MeteredInstance> {
  const module = await compileMetered(wasm, { resettable: true, maxHeapBytes: 1_000 })
  return instantiateMetered(module, IMPORTS, { fuel: FUEL, reusable: true })
}

function call(instance: MeteredInstance, name = 'f'): unknown {
  return (instance.exports[name] as () => unknown)()
}

/** Each function changes one kind of state and tells what it was before. */
test.each([
  [
    'a memory, where it was zero',
    '(memory 1)',
    'i32',
    '(i32.load (i32.const 5)) (i32.store (i32.const 5) (i32.const 7))',
  ],
  [
    'a memory, where it had data',
    '(memory 1) (data (i32.const 4) "abcdefgh")',
    'i32',
    '(i32.load (i32.const 6)) (i32.store (i32.const 6) (i32.const 7))',
  ],
  [
    'the last byte of a memory',
    '(memory 2)',
    'i32',
    '(i32.load8_u (i32.const 131071)) (i32.store8 (i32.const 131071) (i32.const 1))',
  ],
  [
    'the second of two memories',
    '(memory $a 1) (memory $b 1)',
    'i32',
    '(i32.load $b (i32.const 0)) (i32.store $b (i32.const 0) (i32.const 1))',
  ],
  ['a 64-bit memory', '(memory i64 1)', 'i32', '(i32.load (i64.const 9)) (i32.store (i64.const 9) (i32.const 1))'],
  ['a global i32', '(global $g (mut i32) (i32.const -5))', 'i32', '(global.get $g) (global.set $g (i32.const 1))'],
  ['a global i64', '(global $g (mut i64) (i64.const -5))', 'i64', '(global.get $g) (global.set $g (i64.const 1))'],
  ['a global f32', '(global $g (mut f32) (f32.const 0.5))', 'f32', '(global.get $g) (global.set $g (f32.const 1))'],
  ['a global f64', '(global $g (mut f64) (f64.const -0.5))', 'f64', '(global.get $g) (global.set $g (f64.const 1))'],
  [
    'a global v128',
    '(global $g (mut v128) (v128.const i32x4 1 2 3 4))',
    'i32',
    '(i32x4.extract_lane 2 (global.get $g)) (global.set $g (v128.const i32x4 0 0 0 0))',
  ],
  [
    'a global that holds a function',
    '(func $a) (global $g (mut funcref) (ref.func $a))',
    'i32',
    '(ref.is_null (global.get $g)) (global.set $g (ref.null func))',
  ],
  [
    'a global whose initialiser computes',
    '(global $base i32 (i32.const 40)) (global $g (mut i32) (i32.add (global.get $base) (i32.const 2)))',
    'i32',
    '(global.get $g) (global.set $g (i32.const 0))',
  ],
])('a reset sets back %s', async (_, rest, type, body) => {
  const instance = await reusable(wat(`(module ${rest} (func (export "f") (result ${type}) ${body}))`))
  const first = call(instance)
  const fuel = instance.fuelConsumed
  expect(call(instance)).not.toBe(first)
  expect(instance.canReset).toBe(true)
  instance.reset(FUEL)
  expect(call(instance)).toBe(first)
  expect(instance.fuelConsumed).toBe(fuel)
})

test('a reset sets back what counts refusals and the heap', async () => {
  const wasm = gcWat(`(module (type $a (array (mut i8))) (memory 1 1)
    (func (export "f") (drop (memory.grow (i32.const 1))))
    (func (export "g") (result i32) (array.len (array.new_default $a (i32.const 900)))))`)
  const instance = await reusable(wasm)
  for (let round = 0; round < 3; round++) {
    expect(instance.memoryRefused).toBe(false)
    call(instance)
    expect(instance.memoryRefused).toBe(true)
    expect(call(instance, 'g')).toBe(900)
    instance.reset(FUEL)
  }
})

test('a reset runs the start function, in its budget', async () => {
  const instance = await reusable(
    wat(
      '(module (global $g (export "g") (mut i32) (i32.const 0)) (func $s (global.set $g (i32.const 7))) (start $s) (func (export "f")))',
    ),
  )
  const startup = instance.fuelConsumed
  instance.reset(FUEL)
  expect((instance.exports['g'] as WebAssembly.Global).value).toBe(7)
  expect(instance.fuelConsumed).toBe(startup)
  expect(() => instance.reset(startup - 1n)).toThrow(expect.objectContaining({ code: 'ERR_FUEL_EXHAUSTED' }))
  expect(instance.canReset).toBe(false)
})

/** Of each, more than globals and memories may have changed, or somebody else can change them. */
test.each([
  ['table.set', '(table 1 funcref) (func (table.set (i32.const 0) (ref.null func)))'],
  ['table.grow', '(table 1 funcref) (func (drop (table.grow (ref.null func) (i32.const 1))))'],
  ['table.fill', '(table 1 funcref) (func (table.fill (i32.const 0) (ref.null func) (i32.const 1)))'],
  ['table.copy', '(table 2 funcref) (func (table.copy (i32.const 0) (i32.const 1) (i32.const 1)))'],
  [
    'table.init',
    '(table 1 funcref) (elem funcref (ref.null func)) (func (table.init 0 (i32.const 0) (i32.const 0) (i32.const 1)))',
  ],
  ['elem.drop', '(elem funcref (ref.null func)) (func (elem.drop 0))'],
  ['data.drop', '(memory 1) (data "x") (func (data.drop 0))'],
  ['data.drop after unreachable', '(memory 1) (data "x") (func unreachable (data.drop 0))'],
  [
    'data.drop in a function that only its callers would pay for',
    '(memory 1) (data "x") (func $d (data.drop 0)) (func (export "g") (call $d))',
  ],
  ['an imported memory', '(import "host" "m" (memory 1))'],
])('a module with %s is not reset', async (_, rest) => {
  const instance = await reusable(wat(`(module ${rest} (func (export "f")))`))
  call(instance)
  expect(instance.canReset).toBe(false)
  expect(() => instance.reset(FUEL)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
})

test.each([
  ['an immutable global', '(global (ref $p) (struct.new_default $p))'],
  ['a table', '(table 1 1 (ref null $p) (struct.new_default $p))'],
  ['a passive segment', '(elem (ref null $p) (item (struct.new_default $p)))'],
])('a module with an object in %s is not reset: its fields can change', async (_, rest) => {
  const instance = await reusable(gcWat(`(module (type $p (struct (field (mut i32)))) ${rest} (func (export "f")))`))
  expect(instance.canReset).toBe(false)
})

test.each([
  ['grew its memory', '(memory 1) (func (export "f") (drop (memory.grow (i32.const 1))))'],
  [
    'grew the second of two memories',
    '(memory $a 1) (memory $b 1) (func (export "f") (drop (memory.grow $b (i32.const 1))))',
  ],
  ['trapped', '(func (export "f") unreachable)'],
  ['threw', '(tag $t) (func (export "f") (throw $t))'],
  ['used up its fuel', '(func (export "f") (loop (br 0)))'],
  ['overflowed the stack', '(func $f (export "f") (call $f) (call $f))'],
])('an instance that %s is not reset', async (_, rest) => {
  const instance = await reusable(wat(`(module ${rest})`))
  expect(instance.canReset).toBe(true)
  expect(() => {
    call(instance)
    if (!instance.canReset) throw new Error('not again')
  }).toThrow()
  expect(instance.canReset).toBe(false)
})

test('an instance is not reset in the midst of a call', async () => {
  const module = await compileMetered(wat('(module (import "host" "f" (func $f)) (func (export "f") (call $f)))'), {
    resettable: true,
  })
  const seen: boolean[] = []
  const instance = instantiateMetered(
    module,
    { host: { f: () => seen.push(instance.canReset) } },
    { fuel: FUEL, reusable: true },
  )
  call(instance)
  expect([...seen, instance.canReset]).toEqual([false, true])
})

test('a module with more globals than are worth setting is not reset', async () => {
  const globals = (count: number): string => '(global (mut i32) (i32.const 1))'.repeat(count)
  expect((await reusable(wat(`(module ${globals(1_000)} (func (export "f")))`))).canReset).toBe(true)
  expect((await reusable(wat(`(module ${globals(1_001)} (func (export "f")))`))).canReset).toBe(false)
})

test('a module whose initialisers are longer than is worth running again is not reset, and stays valid', async () => {
  const module = (count: number): string =>
    `(module (global (mut i32) i32.const 1 ${'i32.const 1 i32.add '.repeat(count)}) (func (export "f")))`
  expect((await reusable(wat(module(1_000)))).canReset).toBe(true)
  expect((await reusable(wat(module(30_000)))).canReset).toBe(false)
})

test('nothing is kept for a reset unless the policy and the instance ask for it', async () => {
  const wasm = wat('(module (memory 1) (func (export "f")))')
  const plain = await compileMetered(wasm)
  const resettable = await compileMetered(wasm, { resettable: true })
  expect(instantiateMetered(plain, {}, { fuel: FUEL, reusable: true }).canReset).toBe(false)
  expect(instantiateMetered(resettable, {}, { fuel: FUEL }).canReset).toBe(false)
})
