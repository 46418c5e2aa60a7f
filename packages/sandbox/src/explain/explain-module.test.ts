import { describe, expect, test } from 'vitest'
import { wat } from '../../test/support/wat.ts'
import { HOST_FUNCTIONS, moduleOf } from '../host/host-imports.ts'
import type { HostFunction } from '../host/run-state.ts'
import { decode } from '../rewriter/decode/decode-module.ts'
import { rewrite } from '../rewriter/rewrite.ts'
import { explainImport } from './capabilities.ts'
import { describeFunctions } from './describe-functions.ts'
import { explainModule } from './explain-module.ts'
import { describeFeatures, FEATURES, featureProbe } from './features.ts'
import { usedFeatures } from './used-features.ts'

const IMPORTS = `
  (import "blufio" "http_request" (func (param i32 i32 i32 i32 i32) (result i32)))
  (import "blufio" "http_read" (func (param i32 i32 i32) (result i32)))
  (import "blufio" "list_dir" (func (param i32 i32 i32 i32) (result i32)))
  (import "blufio" "make_dir" (func (param i32) (result i32)))
  (import "blufio" "get_env" (func (param i32 i32 i32 i32) (result i32)))
  (import "blufio" "log" (func (param i32 i32 i32)))
  (import "blufio" "set_output" (func (param i64)))
  (import "blufio" "fly" (func))
  (import "blufio" "log" (global i32))
  (import "env" "get_env" (func))
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open" (func))
  (import "wasi_snapshot_preview1" "sock_send" (func (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_unstable" "fd_write" (func (param i32 i32 i32 i32) (result i32)))`

describe('imports', () => {
  const { imports, capabilities } = explainModule(wat(`(module ${IMPORTS})`))

  test('tell what a skill can have, and what for', () => {
    expect(
      imports.map(({ module, name, availability, capability }) => [module, name, availability, capability]),
    ).toEqual([
      ['blufio', 'http_request', 'provided', 'network'],
      ['blufio', 'http_read', 'provided', 'network'],
      ['blufio', 'list_dir', 'provided', 'filesystem.read'],
      ['blufio', 'make_dir', 'other-type', 'filesystem.write'],
      ['blufio', 'get_env', 'provided', 'env'],
      ['blufio', 'log', 'provided', undefined],
      ['blufio', 'set_output', 'other-type', undefined],
      ['blufio', 'fly', 'unknown', undefined],
      ['blufio', 'log', 'unknown', undefined],
      ['env', 'get_env', 'unknown', undefined],
      ['wasi_snapshot_preview1', 'fd_write', 'provided', undefined],
      ['wasi_snapshot_preview1', 'random_get', 'provided', 'random'],
      ['wasi_snapshot_preview1', 'path_open', 'other-type', 'filesystem.read'],
      ['wasi_snapshot_preview1', 'sock_send', 'always-fails', undefined],
      ['wasi_unstable', 'fd_write', 'unknown', undefined],
    ])
  })

  test('are explained for each function that a guest can wait in', () => {
    // Of WASI, what works on open files, and exiting, which saves them, ask for nothing: opening did.
    const asks = ({ name, waitsFor }: HostFunction): boolean => waitsFor !== undefined && !/^(?:fd|proc)_/.test(name)
    const waiting = HOST_FUNCTIONS.filter(asks)
    const explained = waiting.map((host) => explainImport({ ...host, module: moduleOf(host), kind: 'function' }))
    expect(explained.map(({ capability }) => capability?.split('.')[0])).toEqual(waiting.map((host) => host.waitsFor))
    expect(new Set(explained.map(({ availability }) => availability))).toEqual(new Set(['provided']))
  })

  test('add up to the capabilities that a skill needs', () => {
    expect(capabilities).toEqual(['network', 'filesystem.read', 'filesystem.write', 'env', 'random'])
  })
})

describe('features', () => {
  test.each(FEATURES.filter((name) => name !== 'threads'))('%s is found in a module that uses it', (name) => {
    expect([...usedFeatures(decode(featureProbe(name)))]).toContain(name)
  })

  test('this engine has those whose smallest module it takes', () => {
    const described = describeFeatures(new Set(FEATURES))
    expect(described.map(({ name }) => name)).toEqual(FEATURES)
    // Older than all engines that are supported.
    for (const { name, inEngine } of described.slice(0, 6)) expect([name, inEngine]).toEqual([name, true])
    expect(WebAssembly.validate(featureProbe('gc'))).toBe(described.find(({ name }) => name === 'gc')?.inEngine)
  })

  test('a module of the first version uses none', () => {
    const text = `(module (memory 1) (table 1 funcref) (elem (i32.const 0) 0) (data (i32.const 0) "x") (global i32 (i32.const 1))
      (func (param i32) (result i32) (block (result i32) (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))))`
    expect(explainModule(wat(text)).features).toEqual([])
  })

  test.each([
    ['(func (local v128))', ['simd']],
    ['(import "a" "b" (global externref))', ['reference-types']],
    ['(global externref (ref.null extern))', ['reference-types']],
    ['(func (block (result externref) (ref.null extern)) drop)', ['reference-types']],
    ['(table 1 funcref) (table 1 funcref)', ['reference-types']],
    ['(func (param i32) (i32.const 1) (block (param i32) drop) unreachable)', ['multi-value']],
    ['(memory 1) (data "passive")', ['bulk-memory']],
    ['(import "a" "b" (memory i64 1))', ['memory64']],
    ['(memory 1) (func (drop (i32x4.relaxed_trunc_f32x4_s (v128.load (i32.const 0)))))', ['simd', 'relaxed-simd']],
    ['(tag (param i32)) (func (throw 0 (i32.const 1)))', ['exceptions']],
  ])('of %s: %j', (fields, expected) => {
    expect([...usedFeatures(decode(wat(`(module ${fields})`)))].sort()).toEqual([...expected].sort())
  })
})

describe('sizes and limits', () => {
  test('tell memories in pages and bytes, tables in elements, and what the policy leaves of them', () => {
    const text = '(module (import "a" "t" (table 1 2 funcref)) (memory 2) (table 3 90 funcref))'
    const { memories, tables } = explainModule(wat(text), { maxMemoryPages: 10, maxTableElements: 5 })
    expect(memories).toEqual([{ imported: false, is64: false, minimum: 2, minimumBytes: 131_072, boundedTo: 10 }])
    expect(tables).toEqual([
      { imported: true, is64: false, minimum: 1, maximum: 2 },
      { imported: false, is64: false, minimum: 3, maximum: 90, boundedTo: 5 },
    ])
  })

  test('tell the sections, and which custom ones rewriting drops', () => {
    const custom = (name: string): number[] => [0, name.length + 1, name.length, ...new TextEncoder().encode(name)]
    const wasm = Uint8Array.from([
      ...wat('(module (memory 1) (data (i32.const 0) "hello"))'),
      ...custom('producers'),
      ...custom('.debug_info'),
    ])
    const { sections, data, bytes } = explainModule(wasm)
    expect(sections).toEqual([
      { name: 'memory', bytes: 3 },
      { name: 'data', bytes: 11 },
      { name: 'producers', custom: 'kept', bytes: 10 },
      { name: '.debug_info', custom: 'dropped', bytes: 12 },
    ])
    expect([data, bytes]).toEqual([{ segments: 1, bytes: 5 }, wasm.length])
  })

  test('tell the start function and the largest one', () => {
    const { start, functions } = explainModule(
      wat('(module (import "a" "b" (func)) (func (nop)) (func (export "large") (nop) (nop)) (start 1))'),
    )
    expect(start).toEqual({ index: 1 })
    expect(functions).toEqual({ imported: 1, defined: 2, largest: { index: 2, name: 'large', bytes: 4 } })
  })
})

describe('metering', () => {
  const text = `(module (memory 1)
    (func $double (param i32) (result i32) (i32.add (local.get 0) (local.get 0)))
    (func $fib (export "fib") (param i32) (result i32)
      (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (call $double (local.get 0)))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
    (func (export "fill") (param i32)
      (loop (memory.fill (i32.const 0) (i32.const 0) (local.get 0)) (br_if 0 (i32.eqz (local.get 0)))))
    (func (export "count") (param $n i32) (local $i i32)
      (loop $again (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))))`
  const wasm = wat(text)
  const { metering } = explainModule(wasm)
  const { bytes } = rewrite(wasm)
  const functions = metering?.functions ?? []

  test('tells where fuel is charged and who pays', () => {
    expect(functions.map(({ charges, checks }) => charges > 0 || checks > 0)).toEqual([false, true, true, true])
    expect(functions.map(({ paidByCallers }) => paidByCallers > 0)).toEqual([true, true, false, false])
    expect(functions.map(({ countedLoops }) => countedLoops)).toEqual([0, 0, 0, 1])
  })

  test('adds up to the sizes of the bodies as they are written', () => {
    const total = (code: readonly { start: number; end: number }[]): number =>
      code.reduce((sum, { start, end }) => sum + end - start, 0)
    const { code } = decode(wasm)
    expect(functions.map((each) => each.bytes)).toEqual(code.map(({ start, end }) => end - start))
    const metered = functions.reduce((sum, { meteredBytes }) => sum + meteredBytes, 0)
    expect(metered).toBeGreaterThan(total(code))
    // The rest are the functions of the meter.
    expect(metered).toBeLessThan(total(decode(bytes).code))
    expect(metering?.bytes).toBe(bytes.length)
  })

  test('is plain data: JSON and back changes nothing', () => {
    const explanation = explainModule(wasm)
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation)
  })
})

describe('a module that can not be metered', () => {
  test('is explained with the refusal when a policy forbids it', () => {
    const { refusal, metering, memories } = explainModule(wat('(module (memory 9))'), { maxMemoryPages: 8 })
    expect(refusal).toMatchObject({ code: 'ERR_WASM_MEMORY_LIMIT', offset: expect.any(Number) })
    expect([metering, memories[0]?.minimum]).toEqual([undefined, 9])
  })

  test('is explained with the refusal when it uses atomics: threads', () => {
    const { refusal, features } = explainModule(
      wat('(module (memory 1) (func (result i32) (i32.atomic.load (i32.const 0))))'),
    )
    expect(refusal?.code).toBe('ERR_WASM_UNSUPPORTED')
    expect(features).toEqual([{ name: 'threads', title: 'threads', inEngine: true, metered: false }])
  })

  test.each([
    ['truncated', wat('(module (func (export "f")))').subarray(0, -3), 'ERR_WASM_MALFORMED'],
    ['invalid', wat('(module (func (result i32)))'), 'ERR_WASM_INVALID'],
    ['a component', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), 'ERR_WASM_UNSUPPORTED'],
    ['text', new TextEncoder().encode('(module)'), 'ERR_WASM_MALFORMED'],
    ['empty', new Uint8Array(), 'ERR_WASM_MALFORMED'],
  ])('is refused as such when it is %s', (_, wasm, code) => {
    expect(() => explainModule(wasm)).toThrow(expect.objectContaining({ code }))
  })

  test('is told, not guessed at, at whatever byte it is cut', () => {
    const whole = wat(`(module ${IMPORTS} (memory 1) (func (export "f") (drop (i32.const 1))))`)
    for (let length = 0; length < whole.length; length++) {
      try {
        explainModule(whole.subarray(0, length))
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^ERR_WASM_/) })
      }
    }
  })
})

test('tells by which names a function can be called for', () => {
  const names = [1, 7, 2, 1, 1, 0x78, 2, 1, 0x78]
  const section = [0, 5 + names.length, 4, ...new TextEncoder().encode('name'), ...names]
  const wasm = Uint8Array.from([
    ...wat('(module (import "a" "b" (func)) (func (export "e") (export "x")) (func) (func))'),
    ...section,
  ])
  expect(describeFunctions(wasm)).toEqual([
    { index: 0, imported: true, names: ['a.b'] },
    { index: 1, imported: false, names: ['x', 'e'] },
    { index: 2, imported: false, names: ['x'] },
    { index: 3, imported: false, names: [] },
  ])
})
