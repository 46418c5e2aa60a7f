import { describe, expect, test } from 'vitest'
import { leb, oneFunction, raw, repeat, sizedBody, vector } from '../../test/support/module-bytes.ts'
import { refusal } from '../../test/support/refusal.ts'
import { wat } from '../../test/support/wat.ts'
import { rewrite } from './rewrite.ts'

describe('modules made to hurt', () => {
  test('a br_table of 65,000 targets', () => {
    const targets = '0 '.repeat(65_000)
    expect(
      WebAssembly.validate(
        rewrite(wat(`(module (func (param i32) (block (br_table ${targets} (local.get 0)))))`)).bytes,
      ),
    ).toBe(true)
  })

  test('blocks nested 20,000 deep', () => {
    const depth = 20_000
    const wasm = oneFunction([0, ...repeat(depth, [0x02, 0x40]), ...repeat(depth, [0x0b]), 0x0b])
    expect(WebAssembly.validate(rewrite(wasm).bytes)).toBe(true)
  })

  test('100,000 types, functions and globals', () => {
    const count = 100_000
    const wasm = raw(
      [1, ...vector(count, [0x60, 0, 0])],
      [3, ...vector(count, [0])],
      [6, ...vector(count, [0x7f, 0, 0x41, 0, 0x0b])],
      [10, ...vector(count, [2, 0, 0x0b])],
    )
    const { bytes, plan } = rewrite(wasm)
    expect(WebAssembly.validate(bytes)).toBe(true)
    expect(plan.functions).toHaveLength(count)
  })

  test.each([
    [
      'types',
      raw([1, ...vector(3, [0x60, 0, 0])], [3, ...vector(2, [0])], [10, ...vector(2, [2, 0, 0x0b])]),
      'accepted',
    ],
    ['10,001 imports', sized([1, 0x60, 0, 0], [2, 10_001, 0, 0, 0, 0]), 'ERR_WASM_TOO_LARGE'],
    ['100,000 tables', sized([], [4, 100_000, 0x70, 0, 0]), 'ERR_WASM_TOO_LARGE'],
    ['50,001 locals in a function', oneFunction([1, ...leb(50_001), 0x7f, 0x0b]), 'ERR_WASM_TOO_LARGE'],
    [
      '20,000 locals and 1,000 labels in a function',
      oneFunction([1, ...leb(20_000), 0x7f, ...repeat(1_000, [0x02, 0x40, 0x0b]), 0x0b]),
      'ERR_WASM_TOO_LARGE',
    ],
    [
      'a body that outgrows its engine',
      oneFunction([0, ...repeat(300_000, [0x03, 0x40, 0x0b]), 0x0b]),
      'ERR_WASM_TOO_LARGE',
    ],
  ])('%s', (_, wasm, code) => {
    const what = refusal(wasm)
    if (code === 'accepted') expect(what).toBe(code)
    else expect(what).toMatchObject({ code })
  })

  test('thousands of functions that each have the most locals', () => {
    const functions = 1_000
    const body = sizedBody([1, ...leb(50_000), 0x7f, 0x0b])
    const wasm = raw([1, 1, 0x60, 0, 0], [3, ...vector(functions, [0])], [10, ...vector(functions, body)])
    expect(refusal(wasm)).toMatchObject({ code: 'ERR_WASM_TOO_LARGE', offset: expect.any(Number) })
  })

  test('a thousand values in the type of ten thousand exports are described in short', () => {
    const type = [0x60, ...vector(1_000, [0x6f]), 0]
    const digits = (index: number): Uint8Array => new TextEncoder().encode(String(index).padStart(4, '0'))
    const distinct = Array.from({ length: 10_000 }, (_, index) => [4, ...digits(index), 0, 0])
    const wasm = raw([1, 1, ...type], [3, 1, 0], [7, ...leb(10_000), ...distinct.flat()], [10, 1, 2, 0, 0x0b])
    const { exports } = rewrite(wasm).plan
    expect(exports).toHaveLength(10_000)
    expect(exports[0]?.signature?.length).toBeLessThan(250)
    expect(exports[0]?.signature).toContain('1000 in all')
  })
})

/** A module of a type section and one section of so many equal items: `[id, count, ...item]`. */
function sized(type: readonly number[], [id = 0, count = 0, ...item]: readonly number[]): Uint8Array<ArrayBuffer> {
  return type.length === 0 ? raw([id, ...vector(count, item)]) : raw([1, ...type], [id, ...vector(count, item)])
}
