import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, runOnce, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const ECHO = skillWat('(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))')

describe.each(ISOLATIONS)('a run, $isolation', (options) => {
  test('that does nothing succeeds and says so', async () => {
    const result = await runOnce(options, wat('(module (func (export "run")))'))
    expect(result).toMatchObject({
      outcome: 'ok',
      isError: false,
      content: 'Skill completed successfully (no output)',
      logs: [],
    })
    expect(result.usage).toMatchObject({ fuel: 1n, fuelExact: true, peakMemoryBytes: 0 })
    // A page that is not isolated has a clock of 0.1 ms, which nothing takes: a million rounds of a loop do.
    const rounds = `(local $left i32) (local.set $left (i32.const 1000000))
      (loop (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))`
    const { usage } = await runOnce(options, wat(`(module (func (export "run") ${rounds}))`))
    expect(usage.durationMs).toBeGreaterThan(0)
  })

  test('reads its input as JSON and answers with what it set last', async () => {
    const input = { text: 'żółw \u{1F422}', list: [1, 2.5, null, true] }
    const { content, outcome } = await runOnce(options, ECHO, { input })
    expect(outcome).toBe('ok')
    expect(JSON.parse(content)).toEqual(input)
    const twice = skillWat(
      '(call $set_output (i32.const 0) (i32.const 1)) (call $set_output (i32.const 1) (i32.const 2))',
      '(data (i32.const 0) "abc")',
    )
    expect((await runOnce(options, twice)).content).toBe('bc')
  })

  test('answers with its logs when it set no output', async () => {
    const wasm = skillWat(
      `(call $log (i32.const 0) (i32.const 0) (i32.const 2))
       (call $log (i32.const 4) (i32.const 3) (i32.const 3))
       (call $log (i32.const 99) (i32.const 0) (i32.const 0))`,
      '(data (i32.const 0) "hi err")',
    )
    const result = await runOnce(options, wasm)
    expect(result.logs).toEqual([
      { level: 'trace', message: 'hi' },
      { level: 'error', message: 'err' },
      { level: 'info', message: '' },
    ])
    expect(result.content).toBe('[TRACE] hi\n[ERROR] err\n[INFO] ')
  })

  test('starts from the initial state each time: memory, globals, tables, dropped segments', async () => {
    const wasm = skillWat(
      `(i32.store8 (i32.const 0) (i32.add (i32.const 48) (global.get $count)))
       (global.set $count (i32.add (global.get $count) (i32.const 1)))
       (if (i32.load8_u (i32.const 100)) (then unreachable))
       (i32.store8 (i32.const 100) (i32.const 1))
       (if (i32.eqz (ref.is_null (table.get $table (i32.const 0)))) (then unreachable))
       (table.set $table (i32.const 0) (ref.func $mark))
       (memory.init $passive (i32.const 1) (i32.const 0) (i32.const 1))
       (data.drop $passive)
       (drop (memory.grow (i32.const 1)))
       (call $set_output (i32.const 0) (i32.const 2))`,
      '(global $count (mut i32) (i32.const 0)) (table $table 1 funcref) (func $mark) (elem declare func $mark) (data $passive "x")',
    )
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), wasm)
      for (let round = 0; round < 3; round++) {
        const result = await runtime.invoke({ skillName: 'test-skill', input: null })
        expect(result).toMatchObject({ outcome: 'ok', content: '0x', usage: { peakMemoryBytes: 131_072 } })
      }
    })
  })

  test('starts from the initial state also after a run that trapped', async () => {
    const wasm = skillWat(
      `(if (i32.load8_u (i32.const 100)) (then (call $set_output (i32.const 100) (i32.const 1)) return))
       (i32.store8 (i32.const 100) (i32.const 65)) unreachable`,
    )
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), wasm)
      for (let round = 0; round < 2; round++) {
        expect((await runtime.invoke({ skillName: 'test-skill', input: null })).outcome).toBe('trapped')
      }
    })
  })

  test('gives the variables that the manifest names, and no other', async () => {
    const wasm = skillWat(
      `(local $length i32)
       (local.set $length (call $get_env (i32.const 0) (i32.const 7) (i32.const 64) (i32.const 32)))
       (if (i32.eq (local.get $length) (i32.const -1)) (then (call $set_output (i32.const 8) (i32.const 4)) return))
       (call $set_output (i32.const 64) (local.get $length))`,
      '(data (i32.const 0) "API_KEY") (data (i32.const 8) "none")',
    )
    const env = { API_KEY: 'schlüssel', OTHER: 'secret' }
    expect((await runOnce({ ...options, env }, wasm, { env: ['API_KEY'] })).content).toBe('schlüssel')
    expect((await runOnce({ ...options, env }, wasm, { env: ['OTHER'] })).content).toBe('none')
    expect((await runOnce({ ...options, env }, wasm)).content).toBe('none')
    expect((await runOnce({ ...options, env: {} }, wasm, { env: ['API_KEY'] })).content).toBe('none')
  })

  test('never reads what every object inherits as a variable', async () => {
    const wasm = skillWat(
      `(i32.store8 (i32.const 32) (i32.sub (i32.const 48) (call $get_env (i32.const 0) (i32.const 11) (i32.const 64) (i32.const 32))))
       (call $set_output (i32.const 32) (i32.const 1))`,
      '(data (i32.const 0) "constructor")',
    )
    expect((await runOnce({ ...options, env: {} }, wasm, { env: ['constructor'] })).content).toBe('1')
  })

  test('is told when a value does not fit, with nothing written', async () => {
    const wasm = skillWat(
      `(i32.store8 (i32.const 64) (i32.const 46))
       (if (i32.ne (call $get_env (i32.const 0) (i32.const 3) (i32.const 64) (i32.const 2)) (i32.const -2)) (then unreachable))
       (call $set_output (i32.const 64) (i32.const 1))`,
      '(data (i32.const 0) "KEY")',
    )
    expect((await runOnce({ ...options, env: { KEY: 'abc' } }, wasm, { env: ['KEY'] })).content).toBe('.')
  })

  test('tells the size of a memory that it keeps to itself', async () => {
    const wasm = wat('(module (memory 3) (func (export "run") (drop (memory.grow (i32.const 1)))))')
    expect((await runOnce(options, wasm)).usage.peakMemoryBytes).toBe(4 * 65_536)
  })

  test('calls _initialize of a reactor before run', async () => {
    const wasm = skillWat(
      '(call $set_output (i32.const 0) (i32.const 2))',
      '(func (export "_initialize") (i32.store16 (i32.const 0) (i32.const 0x4b4f)))',
    )
    expect((await runOnce(options, wasm)).content).toBe('OK')
  })

  test('runs a start function under the same fuel, with the host functions there', async () => {
    const rest =
      '(data (i32.const 0) "begin") (func $begin (call $log (i32.const 2) (i32.const 0) (i32.const 5))) (start $begin)'
    const result = await runOnce(options, skillWat('', rest))
    expect(result.logs).toEqual([{ level: 'info', message: 'begin' }])
    expect(result.usage.fuel).toBe(8n)
  })
})
