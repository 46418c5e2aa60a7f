import { describe, expect, test } from 'vitest'
import { raw } from '../../test/support/module-bytes.ts'
import { wat } from '../../test/support/wat.ts'
import { INSERTS } from './format/inserts.ts'
import { rewrite } from './rewrite.ts'

describe('rewriting', () => {
  test('is pure: equal bytes, equal result, the input untouched', () => {
    const wasm = wat('(module (memory 1) (func (export "f") (loop (br_if 0 (i32.const 0)))))')
    const copy = wasm.slice()
    expect(rewrite(wasm).bytes).toEqual(rewrite(wasm).bytes)
    expect(wasm).toEqual(copy)
  })

  test('takes bytes in shared memory, from a copy', () => {
    const wasm = wat('(module (func (export "f")))')
    const shared = new Uint8Array(new SharedArrayBuffer(wasm.length))
    shared.set(wasm)
    expect(rewrite(shared).bytes).toEqual(rewrite(wasm).bytes)
  })

  test('takes a view into a larger buffer', () => {
    const wasm = wat('(module (func (export "f")))')
    const larger = new Uint8Array(wasm.length + 20)
    larger.set(wasm, 10)
    expect(rewrite(larger.subarray(10, 10 + wasm.length)).bytes).toEqual(rewrite(wasm).bytes)
  })

  test('gives a valid module also where the guest has no section at all', () => {
    expect(WebAssembly.validate(rewrite(wat('(module)')).bytes)).toBe(true)
  })

  test('charges once per straight run and checks at loop heads and in functions that call', () => {
    const { plan } = rewrite(
      wat(`(module (func $leaf (export "leaf") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func $caller (param i32) (result i32) (block (br_if 0 (local.get 0)) (drop (call $leaf (i32.const 1)))) (loop (br_if 0 (i32.const 0))) (i32.const 2)))`),
    )
    const rows = plan.functions.map(({ first, end }) =>
      Array.from(plan.inserts.subarray(first, end), (insert, index) => [
        INSERTS[insert],
        plan.points.amounts[first + index],
      ]),
    )
    expect(rows).toEqual([
      [['charge', 4]],
      [
        // What entering it costs is paid by who calls it: nothing else could.
        ['nothing', 0],
        ['charge-and-check', 2],
        ['settle', 0],
        ['resume', 0],
        ['loop-open', 1],
        ['nothing', 0],
        ['back-edge-if', 2],
        ['back-label-if', 0],
        ['nothing', 0],
        ['loop-close', 0],
        ['settle', 0],
      ],
    ])
  })

  test('lets callers pay for a function whose calls all cost the same, unless others can call it', () => {
    const leaf = (attributes: string, body: string): number => {
      const caller = '(func (export "f") (drop (call $leaf (i32.const 1))))'
      const text = `(module (table 1 funcref) (func $leaf ${attributes} (param i32) (result i32) ${body}) ${caller})`
      const { plan } = rewrite(wat(text))
      const [own] = plan.functions
      return (own?.end ?? 0) - (own?.first ?? 0)
    }
    const plain = '(i32.add (local.get 0) (i32.const 1))'
    expect(leaf('', plain)).toBe(0)
    expect(leaf('', `(if (local.get 0) (then unreachable)) ${plain}`)).toBe(0)
    expect(leaf('(export "g")', plain)).toBeGreaterThan(0)
    expect(leaf('', `(if (local.get 0) (then nop)) ${plain}`)).toBeGreaterThan(0)
    expect(leaf('', `(drop (call $leaf (i32.const 1))) ${plain}`)).toBeGreaterThan(0)
    expect(leaf('', `${'(drop (i32.const 1))'.repeat(70)} ${plain}`)).toBeGreaterThan(0)
    for (const holder of [
      '(elem (i32.const 0) $leaf)',
      '(elem declare func $leaf)',
      '(global funcref (ref.func $leaf))',
    ]) {
      const { plan } = rewrite(wat(`(module (table 1 funcref) (func $leaf (param i32)) ${holder})`))
      expect(Array.from(plan.inserts, (insert) => INSERTS[insert])).toEqual(['charge'])
    }
  })

  test('describes what the module imports and exports', () => {
    const { plan } = rewrite(
      wat(
        '(module (import "a" "b" (func (param i32 f64) (result i64))) (import "a" "g" (global i32)) (memory (export "m") 1) (func (export "f") (result v128 funcref) unreachable))',
      ),
    )
    expect(plan.imports).toEqual([
      { module: 'a', name: 'b', kind: 'function', signature: '(i32, f64) -> (i64)' },
      { module: 'a', name: 'g', kind: 'global' },
    ])
    expect(plan.exports).toEqual([
      { name: 'm', kind: 'memory' },
      { name: 'f', kind: 'function', signature: '() -> (v128, funcref)' },
    ])
  })

  test('keeps the name section and drops what speaks of code offsets', () => {
    const custom = (name: string): number[] => [0, name.length, ...new TextEncoder().encode(name), 1, 2, 3]
    const kept = ['name', 'producers', 'target_features']
    const dropped = [
      '.debug_info',
      'sourceMappingURL',
      'metadata.code.branch_hint',
      'linking',
      'reloc.CODE',
      'external_debug_info',
    ]
    const { bytes } = rewrite(raw(...[...kept, ...dropped].map(custom)))
    const module = new WebAssembly.Module(bytes)
    for (const name of kept) expect(WebAssembly.Module.customSections(module, name)).toHaveLength(1)
    for (const name of dropped) expect(WebAssembly.Module.customSections(module, name)).toHaveLength(0)
  })

  test('names its exports as the guest names none', () => {
    const { plan } = rewrite(
      wat('(module (func (export "blufio:fuel")) (func (export "blufio1:x")) (func (export "blufio3:x")))'),
    )
    expect(plan.reservedExports).toEqual({
      fuel: 'blufio2:fuel',
      refused: 'blufio2:refused',
      refill: 'blufio2:refill',
      start: 'blufio2:start',
      reset: 'blufio2:reset',
      memories: [],
    })
    const memories = rewrite(wat('(module (import "h" "m" (memory 1)) (memory 1))')).plan.reservedExports.memories
    expect(memories).toEqual(['blufio:memory0', 'blufio:memory1'])
  })
})
