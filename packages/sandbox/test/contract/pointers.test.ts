import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, runOnce, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const BAD_RANGES: readonly (readonly [pointer: number, length: number])[] = [
  [65_536, 1],
  [65_535, 2],
  [-1, 1],
  [0, -1],
  [1, 0x7fffffff],
  [0, -2_147_483_648],
  [-2_147_483_648, -2_147_483_648],
  [1, -1],
  [-1, 0],
  [-2_147_483_648, 1],
  [0xfffffff0, 0x20],
  [70_000, 0],
]

describe.each(ISOLATIONS)('a pointer outside of memory ends the run as trapped, $isolation', (options) => {
  test.each(
    BAD_RANGES.flatMap(([pointer, length]) => [
      [`log ${pointer}+${length}`, `(call $log (i32.const 2) (i32.const ${pointer}) (i32.const ${length}))`],
      [`set_output ${pointer}+${length}`, `(call $set_output (i32.const ${pointer}) (i32.const ${length}))`],
      [
        `get_env key ${pointer}+${length}`,
        `(drop (call $get_env (i32.const ${pointer}) (i32.const ${length}) (i32.const 0) (i32.const 8)))`,
      ],
      [
        `get_env value ${pointer}+${length}`,
        `(drop (call $get_env (i32.const 0) (i32.const 3) (i32.const ${pointer}) (i32.const ${length})))`,
      ],
    ]),
  )('%s', async (_, call) => {
    const result = await runOnce({ ...options, env: { KEY: 'v' } }, skillWat(call, '(data (i32.const 0) "KEY")'), {
      env: ['KEY'],
    })
    expect(result).toMatchObject({ outcome: 'trapped', isError: true })
    expect(result.content).toMatch(/bytes at \d+, its memory has 65536/)
  })

  test.each([[65_533], [65_536], [-1], [0x7fffffff]])('get_input at %i', async (pointer) => {
    expect(
      (await runOnce(options, skillWat(`(call $get_input (i32.const ${pointer}))`), { input: null })).outcome,
    ).toBe('trapped')
  })

  test('a range that ends with the memory is inside, also an empty one', async () => {
    const wasm = skillWat(
      '(call $get_input (i32.const 65532)) (call $log (i32.const 2) (i32.const 65536) (i32.const 0)) (call $set_output (i32.const 65532) (i32.const 4))',
    )
    expect(await runOnce(options, wasm, { input: null })).toMatchObject({ outcome: 'ok', content: 'null' })
  })

  test.each([
    ['the part that was there', 8, 8],
    ['the part that is new', 65_540, 131_068],
    ['both parts', 65_534, 65_534],
  ])('memory that grew during the run is all there: %s', async (_, given, taken) => {
    const wasm = skillWat(
      `(call $get_input (i32.const 0)) (drop (memory.grow (i32.const 1)))
       (call $get_input (i32.const ${given})) (memory.copy (i32.const ${taken}) (i32.const ${given}) (i32.const 4))
       (call $set_output (i32.const ${taken}) (i32.const 4))`,
    )
    expect(await runOnce(options, wasm, { input: true })).toMatchObject({ outcome: 'ok', content: 'true' })
  })

  test('memory that was refused to grow ends where it did', async () => {
    const wasm = skillWat('(drop (memory.grow (i32.const 9999))) (call $set_output (i32.const 65536) (i32.const 1))')
    const result = await runOnce(options, wasm, { memoryMb: 1 })
    expect(result.outcome).toBe('trapped')
    expect(result.content).toContain('65536')
  })

  test('a value may be written over its own key', async () => {
    const wasm = skillWat(
      '(call $set_output (i32.const 0) (call $get_env (i32.const 0) (i32.const 3) (i32.const 1) (i32.const 8)))',
      '(data (i32.const 0) "KEY")',
    )
    const { content } = await runOnce({ ...options, env: { KEY: 'value' } }, wasm, { env: ['KEY'] })
    expect(content).toBe('Kvalu')
  })

  test.each([
    ['of no bytes', '', 0],
    ['that is no UTF-8', '\\ff', 1],
    ['with a byte order mark before it', '\\ef\\bb\\bfKEY', 6],
    ['that a NUL ends', 'KEY\\00', 4],
    ['in another case', 'key', 3],
    ['as long as the memory', 'KEY', 65_536],
  ])('a key %s names no variable', async (_, key, length) => {
    const call = `(call $get_env (i32.const 0) (i32.const ${length}) (i32.const 64) (i32.const 8))`
    const wasm = skillWat(`(if (i32.ne ${call} (i32.const -1)) (then unreachable))`, `(data (i32.const 0) "${key}")`)
    expect((await runOnce({ ...options, env: { KEY: 'v' } }, wasm, { env: ['KEY'] })).outcome).toBe('ok')
  })

  test('a value of exactly the room there is fits, at the end of memory', async () => {
    const call = '(call $get_env (i32.const 0) (i32.const 3) (i32.const 65533) (i32.const 3))'
    const wasm = skillWat(`(call $set_output (i32.const 65533) ${call})`, '(data (i32.const 0) "KEY")')
    expect((await runOnce({ ...options, env: { KEY: 'end' } }, wasm, { env: ['KEY'] })).content).toBe('end')
  })

  test.each([
    ['a table', '(table (export "memory") 1 funcref)'],
    ['a global', '(global (export "memory") i32 (i32.const 0))'],
    ['a function', '(func (export "memory"))'],
    ['a tag', '(tag (export "memory"))'],
  ])('%s that is exported as memory is none', async (_, rest) => {
    const wasm = skillWat('(call $set_output (i32.const 0) (i32.const 0))', `${rest} (memory 1)`)
    expect(await runOnce(options, wasm)).toMatchObject({
      outcome: 'trapped',
      content: 'the skill passed a pointer, but exports no memory',
    })
  })

  test('pointers are those of the memory that is exported as memory, whatever others there are', async () => {
    const memories = '(memory $a (export "other") 1) (memory $b (export "memory") (export "again") 1)'
    const body =
      '(i32.store8 $a (i32.const 0) (i32.const 97)) (i32.store8 $b (i32.const 0) (i32.const 98)) (call $set_output (i32.const 0) (i32.const 1))'
    expect((await runOnce(options, skillWat(body, memories))).content).toBe('b')
  })

  test('a 64-bit memory takes pointers of 32 bits', async () => {
    const echo = '(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))'
    const memory = '(memory (export "memory") i64 1)'
    expect((await runOnce(options, skillWat(echo, memory), { input: 'x' })).content).toBe('"x"')
    const beyond = skillWat('(call $set_output (i32.const 65536) (i32.const 1))', memory)
    expect((await runOnce(options, beyond)).outcome).toBe('trapped')
  })

  test.each([
    [
      'a function of the host',
      '(module (import "blufio" "log" (func (param i32 i32 i32))) (export "run" (func 0)))',
      'ERR_SKILL_EXPORT',
    ],
    ['two functions', '(module (func) (func) (export "run" (func 0)) (export "run" (func 1)))', 'ERR_WASM_INVALID'],
    ['a memory', '(module (memory (export "run") 1))', 'ERR_SKILL_EXPORT'],
  ])('%s that is exported as run is refused', async (_, text, code) => {
    await withRuntime(options, async (runtime) => {
      await expect(runtime.loadSkill(manifestOf(), wat(text))).rejects.toMatchObject({ code })
    })
  })

  test('a bad pointer within the start function and within _initialize ends the run too', async () => {
    const bad = '(call $log (i32.const 2) (i32.const -1) (i32.const 1))'
    for (const rest of [`(func $s ${bad}) (start $s)`, `(func (export "_initialize") ${bad})`]) {
      const result = await runOnce(options, skillWat('(call $set_output (i32.const 0) (i32.const 0))', rest))
      expect(result).toMatchObject({ outcome: 'trapped', isError: true })
      expect(result.content).toContain('4294967295')
    }
  })

  test('a module that exports no memory has no pointers', async () => {
    const wasm = skillWat('(call $log (i32.const 2) (i32.const 0) (i32.const 0))', '(memory 1)')
    expect(await runOnce(options, wasm)).toMatchObject({
      outcome: 'trapped',
      content: 'the skill passed a pointer, but exports no memory',
    })
  })

  test('log lines that are not UTF-8 show what can be shown', async () => {
    const { logs } = await runOnce(
      options,
      skillWat('(call $log (i32.const 2) (i32.const 0) (i32.const 3))', '(data (i32.const 0) "a\\ffb")'),
    )
    expect(logs).toEqual([{ level: 'info', message: 'a\uFFFDb' }])
  })
})
