import { describe, expect, test } from 'vitest'
import { ISOLATIONS, runOnce } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

const BAD_RANGES: readonly (readonly [pointer: number, length: number])[] = [
  [65_536, 1],
  [65_535, 2],
  [-1, 1],
  [0, -1],
  [1, 0x7fffffff],
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

  test('memory that grew during the run is all there', async () => {
    const wasm = skillWat(
      `(call $log (i32.const 2) (i32.const 0) (i32.const 1)) (drop (memory.grow (i32.const 1)))
       (call $get_input (i32.const 131068)) (call $set_output (i32.const 131068) (i32.const 4))`,
    )
    expect(await runOnce(options, wasm, { input: true })).toMatchObject({ outcome: 'ok', content: 'true' })
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
