import { describe, expect, test } from 'vitest'
import { ending, guestOf } from '../../test/support/guest.ts'
import { refusal } from '../../test/support/refusal.ts'
import { wat } from '../../test/support/wat.ts'
import { rewrite } from './rewrite.ts'

describe('policy', () => {
  const memory = (limits: string): Uint8Array<ArrayBuffer> => wat(`(module (memory (export "m") ${limits}))`)

  test.each([
    ['1', { maxMemoryPages: 8 }, { is64: false, minimum: 1, maximum: 8 }],
    ['1 4', { maxMemoryPages: 8 }, { is64: false, minimum: 1, maximum: 4 }],
    ['1 400', { maxMemoryPages: 8 }, { is64: false, minimum: 1, maximum: 8 }],
    ['8', { maxMemoryPages: 8 }, { is64: false, minimum: 8, maximum: 8 }],
    ['1', {}, { is64: false, minimum: 1 }],
    ['1 4', {}, { is64: false, minimum: 1, maximum: 4 }],
  ])('memory %s under %o', (limits, policy, planned) => {
    expect(rewrite(memory(limits), policy).plan.memories).toEqual([planned])
  })

  test('a memory that starts above its limit is refused at its limits', () => {
    const wasm = memory('9')
    const error = refusal(wasm, { maxMemoryPages: 8 }) as { offset: number }
    expect(error).toMatchObject({ code: 'ERR_WASM_MEMORY_LIMIT', hint: expect.stringContaining('memory_mb') })
    expect([...wasm.subarray(error.offset, error.offset + 2)]).toEqual([0, 9])
  })

  test('what tables may grow by is shared out among them', () => {
    const wasm = wat('(module (table 10 funcref) (table 20 20 funcref) (table 30 1000000 externref))')
    expect(rewrite(wasm, { maxTableElements: 100 }).plan.tables).toEqual([
      { is64: false, minimum: 10, maximum: 30 },
      { is64: false, minimum: 20, maximum: 20 },
      { is64: false, minimum: 30, maximum: 50 },
    ])
    expect(refusal(wasm, { maxTableElements: 59 })).toMatchObject({ code: 'ERR_WASM_TABLE_LIMIT' })
  })

  test('a module above its size is refused before it is looked at', () => {
    expect(refusal(new Uint8Array(101), { maxModuleBytes: 100 })).toMatchObject({ code: 'ERR_WASM_TOO_LARGE' })
  })

  test('a policy that is no whole number', () => {
    for (const policy of [{ maxModuleBytes: Number.NaN }, { maxMemoryPages: -1 }, { maxTableElements: 1.5 }]) {
      expect(refusal(wat('(module)'), policy)).toMatchObject({ code: 'ERR_OPTION' })
    }
  })

  test('what several memories may grow by is shared out among them', () => {
    const wasm = wat('(module (memory 1) (memory 2 2) (memory i64 3 262144) (memory 0 4))')
    expect(rewrite(wasm, { maxMemoryPages: 36 }).plan.memories).toEqual([
      { is64: false, minimum: 1, maximum: 11 },
      { is64: false, minimum: 2, maximum: 2 },
      { is64: true, minimum: 3, maximum: 13 },
      { is64: false, minimum: 0, maximum: 4 },
    ])
    expect(refusal(wasm, { maxMemoryPages: 5 })).toMatchObject({
      code: 'ERR_WASM_MEMORY_LIMIT',
      message: expect.stringContaining('6 pages'),
    })
  })

  test('several memories that each grow until they are refused stay within the policy together', async () => {
    const names = ['a', 'b', 'c', 'd']
    const grow = names.map(
      (name) => `(loop $l (br_if $l (i32.ne (memory.grow $${name} (i32.const 1)) (i32.const -1))))`,
    )
    const memories = '(memory $a 1) (memory $b 2) (memory $c 0 9) (memory $d 3)'
    const guest = await guestOf(`(module ${memories} (func (export "f") ${grow.join(' ')}))`, {
      policy: { maxMemoryPages: 100 },
    })
    expect(ending(guest, 'f').threw).toBeUndefined()
    expect(guest.memoryBytes).toBeGreaterThan(75 * 65_536)
    expect(guest.memoryBytes).toBeLessThanOrEqual(100 * 65_536)
    expect(guest.memoryRefused).toBe(true)
  })

  test.each([
    ['i64 1 262144', { is64: true, minimum: 1, maximum: 8 }],
    ['i64 1', { is64: true, minimum: 1, maximum: 8 }],
    ['i64 1 2', { is64: true, minimum: 1, maximum: 2 }],
  ])('the maximum of a 64-bit memory is cut: %s', (limits, planned) => {
    expect(rewrite(memory(limits), { maxMemoryPages: 8 }).plan.memories).toEqual([planned])
  })

  test('a 64-bit memory that starts above its limit, and one that no engine has room for, are refused', () => {
    expect(refusal(memory('i64 9'), { maxMemoryPages: 8 })).toMatchObject({ code: 'ERR_WASM_MEMORY_LIMIT' })
    expect(refusal(memory('i64 0x1000000000000'), { maxMemoryPages: 8 })).toMatchObject({
      code: expect.stringMatching(/^ERR_WASM_(MEMORY_LIMIT|INVALID)$/),
    })
  })

  test('the maximum of a 64-bit table is cut', () => {
    const wasm = wat('(module (table i64 5 0xffffffffffffffff funcref) (table i64 5 funcref) (table i64 5 6 funcref))')
    expect(rewrite(wasm, { maxTableElements: 75 }).plan.tables).toEqual([
      { is64: true, minimum: 5, maximum: 25 },
      { is64: true, minimum: 5, maximum: 25 },
      { is64: true, minimum: 5, maximum: 6 },
    ])
    expect(refusal(wasm, { maxTableElements: 14 })).toMatchObject({ code: 'ERR_WASM_TABLE_LIMIT' })
  })

  test('memories and tables that are imported keep the bounds that their host gave them', async () => {
    const text = `(module (import "h" "m" (memory 1)) (import "h" "t" (table 1 funcref)) (memory 1)
      (func (export "m") (param i32) (result i32) (memory.grow 0 (local.get 0))) (func (export "t") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0))))`
    const imports = {
      h: {
        m: new WebAssembly.Memory({ initial: 1, maximum: 5 }),
        t: new WebAssembly.Table({ element: 'anyfunc', initial: 1, maximum: 5 }),
      },
    }
    const guest = await guestOf(text, { imports, policy: { maxMemoryPages: 2, maxTableElements: 2 } })
    expect([ending(guest, 'm', 4).returned, ending(guest, 'm', 1).returned]).toEqual([1, -1])
    expect([ending(guest, 't', 4).returned, ending(guest, 't', 1).returned]).toEqual([1, -1])
    expect(guest.memoryBytes).toBe(6 * 65_536)
  })
})

test('a policy with a name that there is not is refused: it would bound nothing', () => {
  expect(() => rewrite(wat('(module)'), { maxMemoryPage: 1 } as never)).toThrow(
    expect.objectContaining({ code: 'ERR_OPTION', hint: expect.stringContaining('maxMemoryPages') }),
  )
})
