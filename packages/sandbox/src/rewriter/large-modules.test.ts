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

/** Each with how many times its size it may get. */
const REPEATED: readonly (readonly [name: string, wasm: () => Uint8Array<ArrayBuffer>, growth: number])[] = [
  ['50,000 loops in each other, with a call in each', () => nestedLoops(50_000), 8],
  [
    '100,000 ifs after each other',
    () => oneFunction([0, ...repeat(100_000, [0x41, 1, 0x04, 0x40, 0x01, 0x0b]), 0x0b]),
    2,
  ],
  ['100,000 ifs with an else in each other', () => nestedIfs(100_000), 5],
  [
    'a try after 100,000 loops that count',
    () => oneFunction([1, 1, 0x7f, ...repeat(100_000, COUNTED), 0x06, 0x40, 0x19, 0x0b, 0x0b]),
    4,
  ],
  [
    '20,000 structs of a type with 10,000 fields',
    () =>
      raw(
        [1, 2, 0x60, 0, 0, 0x5f, ...vector(10_000, [0x7f, 1])],
        [3, 1, 0],
        [10, 1, ...sizedBody([0, ...repeat(20_000, [0xfb, 1, 1, 0x1a]), 0x0b])],
      ),
    4,
  ],
  [
    '100,000 growths',
    () =>
      raw(
        [1, 1, 0x60, 0, 0],
        [3, 1, 0],
        [5, 1, 0, 1],
        [10, 1, ...sizedBody([1, 1, 0x7f, ...repeat(100_000, [0x20, 0, 0x40, 0, 0x1a]), 0x0b])],
      ),
    2.5,
  ],
  ['20,000 throws of 1,000 values', () => throwing(20_000), 4],
]

/** A counted loop of the local 0. */
const COUNTED = [0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b]

test.each(REPEATED)('%s take a time and get a size that is linear', { timeout: 20_000 }, (_, module, growth) => {
  const wasm = module()
  const { bytes, plan } = rewrite(wasm, { maxHeapBytes: 1_000_000 })
  expect(WebAssembly.validate(bytes)).toBe(true)
  expect(bytes.length).toBeLessThan(wasm.length * growth + 2_000)
  expect(plan.points.count).toBeLessThan(wasm.length * 2)
})

test('many functions without a loop, in elements, take a time that is linear', { timeout: 5_000 }, () => {
  const functions = 20_000
  const body = sizedBody([0, ...repeat(20, [0x41, 1, 0x1a]), 0x0b])
  const indices = Array.from({ length: functions }, (_, index) => leb(index)).flat()
  const wasm = raw(
    [1, 1, 0x60, 0, 0],
    [3, ...vector(functions, [0])],
    [9, 1, 1, 0, ...leb(functions), ...indices],
    [10, ...vector(functions, body)],
  )
  expect(rewrite(wasm).plan.functions).toHaveLength(functions)
})

test('a name of 90,000 colons and 1,000 memories do not multiply', () => {
  const name = [...new TextEncoder().encode(`blufio${':'.repeat(90_000)}`)]
  const wasm = raw([5, ...vector(1_000, [0, 0])], [7, 1, ...leb(name.length), ...name, 2, 0])
  expect(rewrite(wasm).bytes.length).toBeLessThan(wasm.length * 5)
})

test('the longest name that an engine takes leaves room for the names of the meter', () => {
  const name = [...new TextEncoder().encode(`blufio${':'.repeat(99_994)}`)]
  const wasm = raw([5, 1, 0, 0], [7, 1, ...leb(name.length), ...name, 2, 0])
  expect(WebAssembly.validate(wasm)).toBe(true)
  expect(WebAssembly.validate(rewrite(wasm).bytes)).toBe(true)
})

function nestedLoops(depth: number): Uint8Array<ArrayBuffer> {
  return oneFunction([0, ...repeat(depth, [0x03, 0x40, 0x10, 0]), ...repeat(depth, [0x0b]), 0x0b])
}

function nestedIfs(depth: number): Uint8Array<ArrayBuffer> {
  return oneFunction([0, ...repeat(depth, [0x41, 1, 0x04, 0x40]), ...repeat(depth, [0x05, 0x01, 0x0b]), 0x0b])
}

/** A function that throws values which another one gives, so often, unless it does not get there. */
function throwing(times: number): Uint8Array<ArrayBuffer> {
  const values = vector(1_000, [0x7f])
  const types = [3, 0x60, 0, 0, 0x60, ...values, 0, 0x60, 0, ...values]
  const body = [0, ...repeat(times, [0x02, 0x40, 0x41, 0, 0x0d, 0, 0x10, 0, 0x08, 0, 0x0b]), 0x0b]
  return raw([1, ...types], [3, 2, 2, 0], [13, 1, 0, 1], [10, 2, 3, 0, 0, 0x0b, ...sizedBody(body)])
}

/** A module of a type section and one section of so many equal items: `[id, count, ...item]`. */
function sized(type: readonly number[], [id = 0, count = 0, ...item]: readonly number[]): Uint8Array<ArrayBuffer> {
  return type.length === 0 ? raw([id, ...vector(count, item)]) : raw([1, ...type], [id, ...vector(count, item)])
}
