import { describe, expect, test } from 'vitest'
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
})
