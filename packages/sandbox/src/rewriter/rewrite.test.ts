import { describe, expect, test } from 'vitest'
import { wat } from '../../test/support/wat.ts'
import { rewrite } from './rewrite.ts'

const EMPTY = wat('(module)')
const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]

/** A module from raw sections: `[id, ...content]` each. */
function raw(...sections: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...PREAMBLE,
    ...sections.flatMap(([id = 0, ...content]) => [id, ...leb(content.length), ...content]),
  ])
}

function refusal(wasm: Uint8Array, policy = {}): unknown {
  try {
    rewrite(wasm, policy)
    return 'accepted'
  } catch (error) {
    return error
  }
}

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
    expect(WebAssembly.validate(rewrite(EMPTY).bytes)).toBe(true)
  })

  test('charges once per straight run and checks at loop heads and in functions that call', () => {
    const { plan } = rewrite(
      wat(`(module (func $leaf (export "leaf") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func $caller (param i32) (result i32) (block (br_if 0 (local.get 0)) (drop (call $leaf (i32.const 1)))) (loop (br_if 0 (i32.const 0))) (i32.const 2)))`),
    )
    const rows = plan.functions.map(({ first, end }) =>
      plan.inserts.slice(first, end).map((insert, index) => [insert, plan.points.amounts[first + index]]),
    )
    expect(rows).toEqual([
      [['charge', 4]],
      [
        ['charge-and-check', 3],
        ['charge', 2],
        ['settle', 0],
        ['resume', 0],
        ['nothing', 0],
        ['loop-open', 1],
        ['loop-head', 2],
        ['charge', 1],
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
      expect(plan.inserts).toEqual(['charge'])
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
    const { plan } = rewrite(wat('(module (func (export "blufio:fuel")) (func (export "blufio::start")))'))
    expect(plan.reservedExports).toEqual({
      fuel: 'blufio:::fuel',
      memory: 'blufio:::memory',
      refused: 'blufio:::refused',
      refill: 'blufio:::refill',
      start: 'blufio:::start',
    })
  })
})

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

describe('what is not known is refused with its place', () => {
  test.each([
    ['a tail call', '(module (func $f (return_call $f)))', /opcode 0x12/],
    ['an exception', '(module (tag) (func (throw 0)))', /section with the id 13/],
    ['a 64-bit memory', '(module (memory i64 1))', /64-bit memory/],
    ['a shared memory', '(module (memory 1 2 shared))', /a shared memory/],
    ['several memories', '(module (memory 1) (memory 1))', /several memories/],
    [
      'relaxed SIMD',
      '(module (func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))))',
      /0xfd 256/,
    ],
  ])('%s', (_, text, message) => {
    expect(refusal(wat(text))).toMatchObject({
      code: 'ERR_WASM_UNSUPPORTED',
      message: expect.stringMatching(message),
      offset: expect.any(Number),
    })
  })

  test('at the byte where it stands', () => {
    const wasm = wat('(module (func nop nop) (func $f nop (return_call $f)))')
    const error = refusal(wasm) as { offset: number }
    expect(wasm[error.offset]).toBe(0x12)
  })
})

describe('policy', () => {
  const memory = (limits: string): Uint8Array<ArrayBuffer> => wat(`(module (memory (export "m") ${limits}))`)

  test.each([
    ['1', { maxMemoryPages: 8 }, { minimum: 1, maximum: 8 }],
    ['1 4', { maxMemoryPages: 8 }, { minimum: 1, maximum: 4 }],
    ['1 400', { maxMemoryPages: 8 }, { minimum: 1, maximum: 8 }],
    ['8', { maxMemoryPages: 8 }, { minimum: 8, maximum: 8 }],
    ['1', {}, { minimum: 1 }],
    ['1 4', {}, { minimum: 1, maximum: 4 }],
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
      { minimum: 10, maximum: 30 },
      { minimum: 20, maximum: 20 },
      { minimum: 30, maximum: 50 },
    ])
    expect(refusal(wasm, { maxTableElements: 59 })).toMatchObject({ code: 'ERR_WASM_TABLE_LIMIT' })
  })

  test('a module above its size is refused before it is looked at', () => {
    expect(refusal(new Uint8Array(101), { maxModuleBytes: 100 })).toMatchObject({ code: 'ERR_WASM_TOO_LARGE' })
  })
})

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
    const body = [
      0,
      ...new Array<number[]>(depth).fill([0x02, 0x40]).flat(),
      ...new Array<number>(depth).fill(0x0b),
      0x0b,
    ]
    const leb = (value: number): number[] => [(value & 0x7f) | 0x80, ((value >> 7) & 0x7f) | 0x80, value >> 14]
    const code = [1, ...leb(body.length), ...body]
    const wasm = Uint8Array.from([...PREAMBLE, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, ...leb(code.length), ...code])
    expect(WebAssembly.validate(rewrite(wasm).bytes)).toBe(true)
  })

  test('100,000 types, functions, globals and exports', () => {
    const count = 100_000
    const leb = (value: number): number[] => [
      (value & 0x7f) | 0x80,
      ((value >> 7) & 0x7f) | 0x80,
      ((value >> 14) & 0x7f) | 0x80,
      value >> 21,
    ]
    const section = (id: number, items: number[]): number[] => [id, ...leb(items.length + 4), ...leb(count), ...items]
    const times = (item: number[]): number[] => new Array<number[]>(count).fill(item).flat()
    const parts = [
      section(1, times([0x60, 0, 0])),
      section(3, times([0])),
      section(6, times([0x7f, 0, 0x41, 0, 0x0b])),
      section(10, times([2, 0, 0x0b])),
    ]
    const wasm = Uint8Array.from([...PREAMBLE, ...parts.flat()])
    const { bytes, plan } = rewrite(wasm)
    expect(WebAssembly.validate(bytes)).toBe(true)
    expect(plan.functions).toHaveLength(count)
  })

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
    const body = [1, ...leb(50_000), 0x7f, 0x0b]
    const wasm = raw(
      [1, 1, 0x60, 0, 0],
      [3, ...vector(functions, [0])],
      [10, ...vector(functions, [body.length, ...body])],
    )
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

  test('a policy that is no whole number', () => {
    for (const policy of [{ maxModuleBytes: Number.NaN }, { maxMemoryPages: -1 }, { maxTableElements: 1.5 }]) {
      expect(refusal(EMPTY, policy)).toMatchObject({ code: 'ERR_OPTION' })
    }
  })
})

function leb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  return [...bytes, rest]
}

function repeat(count: number, items: readonly number[]): number[] {
  return new Array<readonly number[]>(count).fill(items).flat()
}

/** `count` times `item`, with the count before it. */
function vector(count: number, item: readonly number[]): number[] {
  return [...leb(count), ...repeat(count, item)]
}

/** A module of a type section and one section of so many equal items: `[id, count, ...item]`. */
function sized(type: readonly number[], [id = 0, count = 0, ...item]: readonly number[]): Uint8Array<ArrayBuffer> {
  return type.length === 0 ? raw([id, ...vector(count, item)]) : raw([1, ...type], [id, ...vector(count, item)])
}

/** A module of one function with this body. */
function oneFunction(body: readonly number[]): Uint8Array<ArrayBuffer> {
  return raw([1, 1, 0x60, 0, 0], [3, 1, 0], [10, 1, ...leb(body.length), ...body])
}
