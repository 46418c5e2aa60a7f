import { describe, expect, test } from 'vitest'
import { PREAMBLE, raw } from '../../test/support/module-bytes.ts'
import { refusal } from '../../test/support/refusal.ts'
import { wat } from '../../test/support/wat.ts'
import { rewrite } from './rewrite.ts'
import type { RewriteError } from './rewrite-error.ts'

describe('an invalid module stays invalid', () => {
  test.each([
    ['a function that only exists after rewriting', '(module (func (export "f") (call 1)))'],
    ['a global that only exists after rewriting', '(module (func (export "f") (drop (global.get 0))))'],
    [
      'a table that only exists after rewriting',
      '(module (type (func)) (func (export "f") (call_indirect 0 (type 0) (i32.const 0))))',
    ],
    ['a type that only exists after rewriting', '(module (func (export "f") (type 1)))'],
    ['an export of what only exists after rewriting', '(module (export "f" (global 0)))'],
    ['a value that is missing', '(module (func (export "f") (result i32)))'],
  ])('%s', (_, text) => {
    expect(refusal(wat(text))).toMatchObject({ code: 'ERR_WASM_INVALID' })
  })
})

describe('shared memory is refused with its place', () => {
  test.each([
    ['a shared memory', '(module (memory 1 2 shared))', /a shared memory/, [0x03, 1, 2]],
    ['an imported shared memory', '(module (import "h" "m" (memory 1 2 shared)))', /a shared memory/, [0x03, 1, 2]],
    [
      'an atomic operator',
      '(module (memory 1) (func nop (drop (i32.atomic.load (i32.const 0)))))',
      /atomic operators/,
      [0xfe, 0x10],
    ],
    ['atomic.fence, which needs no memory', '(module (func nop (atomic.fence)))', /atomic operators/, [0xfe, 0x03, 0]],
    [
      'a wait on memory',
      '(module (memory 1) (func (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))))',
      /atomic operators/,
      [0xfe, 0x01],
    ],
  ])('%s', (_, text, message, bytes) => {
    const wasm = wat(text)
    const error = refusal(wasm) as RewriteError
    expect(error).toMatchObject({
      code: 'ERR_WASM_UNSUPPORTED',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
    expect([...wasm.subarray(error.offset, (error.offset ?? 0) + bytes.length)]).toEqual(bytes)
  })
})

describe('what engines know by now is taken', () => {
  test.each([
    ['tail calls', '(module (func $f (return_call $f)))'],
    ['legacy exceptions', '(module (tag $e) (func (try (do (throw $e)) (catch $e) (catch_all (rethrow 0)))))'],
    ['exceptions', '(module (tag $e) (func (block $b (try_table (catch $e $b) (throw $e)))))'],
    ['several memories', '(module (memory 1) (memory 1) (func (drop (i32.load 1 (i32.const 0)))))'],
    ['a 64-bit memory', '(module (memory i64 1) (func (drop (i32.load (i64.const 0)))))'],
    ['a 64-bit table', '(module (table i64 1 funcref) (func (drop (table.get (i64.const 0)))))'],
    ['relaxed SIMD', '(module (func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))))'],
    ['extended constants', '(module (global i32 (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3)))))'],
  ])('%s', (_, text) => {
    const wasm = wat(text)
    expect(WebAssembly.validate(wasm)).toBe(true)
    expect(WebAssembly.validate(rewrite(wasm).bytes)).toBe(true)
  })
})

describe('the binary format', () => {
  test('LEB128 that is longer than it needs to be is read as it means', () => {
    const good = raw([1, 0x81, 0x80, 0x00, 0x60, 0x80, 0x00, 0x00], [3, 1, 0], [10, 1, 5, 0, 0x0c, 0x80, 0x00, 0x0b])
    expect(WebAssembly.validate(rewrite(good).bytes)).toBe(true)
  })

  test.each([
    ['out of order', raw([3, 0], [1, 0])],
    ['twice', raw([1, 0], [1, 0])],
    ['beyond the end', Uint8Array.from([...PREAMBLE, 1, 100, 0])],
    ['with a length of 2³²', Uint8Array.from([...PREAMBLE, 1, 0xff, 0xff, 0xff, 0xff, 0x1f])],
  ])('a section %s', (_, wasm) => {
    expect(refusal(wasm)).toMatchObject({ code: 'ERR_WASM_MALFORMED', offset: expect.any(Number) })
  })
})
