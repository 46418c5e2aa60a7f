import { describe, expect, test } from 'vitest'
import { raw, sizedBody } from '../support/module-bytes.ts'
import { ISOLATIONS, manifestOf, runOnce, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const ENDLESS = wat('(module (func (export "run") (loop (br 0))))')
const MOST_FUEL = 18_446_744_073_709_551_615n

/** The module of these types, sections and one function `run`, of what the assembler does not know. */
function withArrays(global: readonly number[], body: readonly number[]): Uint8Array<ArrayBuffer> {
  const globals = global.length === 0 ? [] : [[6, 1, ...global]]
  const run = [7, 1, 3, 0x72, 0x75, 0x6e, 0, 0]
  // (type (func)) (type (array (mut i64)))
  return raw([1, 2, 0x60, 0, 0, 0x5e, 0x7e, 1], [3, 1, 0], ...globals, run, [10, 1, ...sizedBody([0, ...body, 0x0b])])
}

/** array.new_default of 50,000,000 elements, and of 1,000. */
const HUGE = [0x41, 0x80, 0xe1, 0xeb, 0x17, 0xfb, 7, 1]
const SMALL = [0x41, 0xe8, 0x07, 0xfb, 7, 1]
const ARRAY_OF_400_MB = withArrays([], [...HUGE, 0x1a])
const ENDLESS_ARRAYS = withArrays([], [0x03, 0x40, ...SMALL, 0x1a, 0x0c, 0, 0x0b])
const GLOBAL_OF_400_MB = withArrays([0x64, 1, 0, ...HUGE, 0x0b], [])

describe.each(ISOLATIONS)('a limit, $isolation', (options) => {
  test('fuel ends an endless loop at 10,000 units', async () => {
    const result = await runOnce(options, ENDLESS, { fuel: 10_000n })
    expect(result).toMatchObject({ outcome: 'out-of-fuel', isError: true, usage: { fuel: 10_000n, fuelExact: false } })
    expect(result.content).toContain('10000')
  })

  test('fuel is enough exactly when it covers what the run uses', async () => {
    const wasm = skillWat(
      '(local i32) (local.set 0 (i32.const 1000)) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))',
    )
    const { usage } = await runOnce(options, wasm)
    expect((await runOnce(options, wasm, { fuel: usage.fuel })).outcome).toBe('ok')
    expect((await runOnce(options, wasm, { fuel: usage.fuel - 1n })).outcome).toBe('out-of-fuel')
    expect((await runOnce(options, wasm, { fuel: 0n })).outcome).toBe('out-of-fuel')
  })

  test('the deadline ends an endless loop that has all the fuel there is', async () => {
    const result = await runOnce(options, ENDLESS, { fuel: MOST_FUEL, epochTimeoutSecs: 1 })
    expect(result).toMatchObject({ outcome: 'timed-out', isError: true })
    expect(result.usage.durationMs).toBeGreaterThanOrEqual(1000)
    expect(result.usage.fuel).toBeGreaterThan(1_000_000n)
  })

  test.each([
    ['the start function', wat('(module (func $s (loop (br 0))) (start $s) (func (export "run")))')],
    ['_initialize', wat('(module (func (export "_initialize") (loop (br 0))) (func (export "run")))')],
    ['mutual recursion without a loop', wat(exponentialCalls())],
    [
      'large fills',
      wat(
        '(module (memory (export "memory") 100) (func (export "run") (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 6553600)) (br 0))))',
      ),
    ],
    ['host calls', skillWat('(loop (call $set_output (i32.const 0) (i32.const 65536)) (br 0))')],
    [
      'refused grows',
      wat(
        '(module (memory (export "memory") 1) (func (export "run") (loop (drop (memory.grow (i32.const 60000))) (br 0))))',
      ),
    ],
  ])('the deadline ends %s', async (_, wasm) => {
    const { outcome, content } = await runOnce(options, wasm, { fuel: MOST_FUEL, epochTimeoutSecs: 0.2 })
    expect(`${outcome}: ${content}`).toMatch(/^timed-out: /)
  })

  test('memory stops growing at its limit, and the run that gives up is out of memory', async () => {
    const hungry = '(loop (if (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable)) (br 0))'
    const result = await runOnce(options, skillWat(hungry), { memoryMb: 2 })
    expect(result).toMatchObject({ outcome: 'out-of-memory', usage: { peakMemoryBytes: 2 * 1_048_576 } })
    expect(result.content).toContain('2 MiB')
  })

  test('a run that copes with refused memory succeeds', async () => {
    const wasm = skillWat('(drop (memory.grow (i32.const 1000))) (call $set_output (i32.const 0) (i32.const 0))')
    expect(await runOnce(options, wasm, { memoryMb: 1 })).toMatchObject({ outcome: 'ok', content: '' })
  })

  test('a module that starts above its memory is refused when it is loaded', async () => {
    await expect(
      runOnce(options, skillWat('', '(memory (export "memory") 17)'), { memoryMb: 1 }),
    ).rejects.toMatchObject({
      code: 'ERR_WASM_MEMORY_LIMIT',
      offset: expect.any(Number),
    })
  })

  test('memory declared up to more than the limit is cut to it', async () => {
    const wasm = skillWat(
      '(drop (memory.grow (i32.const 15))) (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))',
      '(memory (export "memory") 1 65536)',
    )
    expect((await runOnce(options, wasm, { memoryMb: 1 })).outcome).toBe('ok')
  })

  test('tables do not grow beyond the limit, all together', async () => {
    const tables = '(table $a 10 funcref) (table $b 10 100000 funcref)'
    const grow = (pages: number): string =>
      `(drop (table.grow $a (ref.null func) (i32.const ${pages}))) (drop (table.grow $b (ref.null func) (i32.const ${pages})))`
    const check = '(if (i32.gt_u (i32.add (table.size $a) (table.size $b)) (i32.const 1000)) (then unreachable))'
    const body = `${grow(490)} ${grow(1)} ${grow(1000)} ${check}`
    expect((await runOnce({ ...options, limits: { maxTableElements: 1000 } }, skillWat(body, tables))).outcome).toBe(
      'ok',
    )
    const huge = skillWat('', '(table 5000000 funcref)')
    await expect(runOnce(options, huge)).rejects.toMatchObject({ code: 'ERR_WASM_TABLE_LIMIT' })
  })

  test('several memories do not grow beyond the limit, all together', async () => {
    const memories = '(memory $a (export "memory") 1) (memory $b 1) (memory $c i64 1)'
    const grow = (name: string, type: string): string =>
      `(loop (br_if 0 (${type}.ne (memory.grow ${name} (${type}.const 1)) (${type}.const -1))))`
    const body = `${grow('$a', 'i32')} ${grow('$b', 'i32')} ${grow('$c', 'i64')}`
    const { outcome, usage } = await runOnce(options, skillWat(body, memories), { memoryMb: 2 })
    expect(outcome).toBe('ok')
    expect(usage.peakMemoryBytes).toBeGreaterThan(1_572_864)
    expect(usage.peakMemoryBytes).toBeLessThanOrEqual(2_097_152)
    const large = skillWat('', '(memory (export "memory") 10) (memory 10)')
    await expect(runOnce(options, large, { memoryMb: 1 })).rejects.toMatchObject({ code: 'ERR_WASM_MEMORY_LIMIT' })
  })

  test('a list of exceptions that each carry the one before is out of memory, and the runtime stays usable', async () => {
    const list =
      wat(`(module (tag $e (param exnref)) (global $kept (mut exnref) (ref.null exn)) (func (export "run") (loop $l
      (global.set $kept (block $b (result exnref) (try_table (catch_all_ref $b) (throw $e (global.get $kept))) (ref.null exn))) (br $l))))`)
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'list', memoryMb: 1 }), list)
      await runtime.loadSkill(manifestOf({ name: 'plain' }), skillWat(''))
      const result = await runtime.invoke({ skillName: 'list', input: null })
      expect(result).toMatchObject({ outcome: 'out-of-memory', isError: true })
      expect(result.content).toContain('1 MiB')
      expect((await runtime.invoke({ skillName: 'plain', input: null })).outcome).toBe('ok')
    })
  })

  test.each([
    ['an array of 400 MB', ARRAY_OF_400_MB],
    ['arrays of 8 KB, kept by nobody', ENDLESS_ARRAYS],
  ])('%s is out of memory', async (_, wasm) => {
    const result = await runOnce(options, wasm, { memoryMb: 1, fuel: MOST_FUEL })
    expect(result).toMatchObject({ outcome: 'out-of-memory', isError: true })
  })

  test('an array of 400 MB in a global is refused when it is loaded', async () => {
    await expect(runOnce(options, GLOBAL_OF_400_MB, { memoryMb: 1 })).rejects.toMatchObject({
      code: 'ERR_WASM_HEAP_LIMIT',
      hint: expect.stringContaining('memory_mb'),
    })
  })

  test.each([
    ['a legacy catch_all', '(try (do (call $set_output (i32.const -1) (i32.const 9))) (catch_all))'],
    [
      'a catch_all of try_table',
      '(block $b (try_table (catch_all $b) (call $set_output (i32.const -1) (i32.const 9))))',
    ],
  ])('what a host function throws ends the run also when %s takes it', async (_, caught) => {
    expect((await runOnce(options, skillWat(caught))).outcome).toBe('trapped')
    expect((await runOnce(options, skillWat(`${caught} (loop (br 0))`))).outcome).toBe('trapped')
  })

  test('output above its limit ends the run', async () => {
    const wasm = skillWat('(call $set_output (i32.const 0) (i32.const 101)) unreachable')
    expect((await runOnce({ ...options, limits: { maxOutputBytes: 101 } }, wasm)).outcome).toBe('trapped')
    const result = await runOnce({ ...options, limits: { maxOutputBytes: 100 } }, wasm)
    expect(result).toMatchObject({ outcome: 'output-too-large', isError: true })
    expect(result.content).toContain('101')
  })

  test('a million log lines leave the kept ones and a note', async () => {
    const wasm = skillWat(
      '(local i32) (loop (call $log (i32.const 2) (i32.const 0) (i32.const 3)) (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1000000))))',
      '(data (i32.const 0) "abc")',
    )
    const { logs, outcome } = await runOnce(options, wasm, { epochTimeoutSecs: 20 })
    expect(outcome).toBe('ok')
    expect(logs).toHaveLength(1001)
    expect(logs.at(-1)).toEqual({ level: 'warn', message: '999000 more log lines were left out: the log is full' })
  })

  test('output that is not UTF-8 is invalid', async () => {
    const wasm = skillWat('(call $set_output (i32.const 0) (i32.const 2))', '(data (i32.const 0) "a\\ff")')
    expect(await runOnce(options, wasm)).toMatchObject({
      outcome: 'invalid-output',
      isError: true,
      usage: { fuelExact: true },
    })
  })

  test.each([
    ['too large', 'x'.repeat(1_048_577), 'ERR_INPUT_TOO_LARGE'],
    ['no JSON', undefined as never, 'ERR_INPUT_NOT_JSON'],
    ['a bigint', 1n as never, 'ERR_INPUT_NOT_JSON'],
    ['a circle', circle(), 'ERR_INPUT_NOT_JSON'],
  ])('input that is %s is the fault of the caller', async (_, input, code) => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ENDLESS)
      await expect(runtime.invoke({ skillName: 'test-skill', input })).rejects.toMatchObject({ code })
    })
  })

  test.each([
    ['of a function that calls itself', '(module (func $f (export "run") (call $f)))'],
    ['of functions that others pay for', '(module (func $f (export "run") (call $f) (drop (i32.const 1))))'],
    [
      'through a table',
      '(module (type $t (func)) (table 1 funcref) (elem (i32.const 0) $f) (func $f (export "run") (call_indirect (type $t) (i32.const 0))))',
    ],
    ['within a catch_all', '(module (func $f (export "run") (try (do (call $f)) (catch_all unreachable))))'],
  ])('a call stack that overflows %s ends the run and leaves the runtime usable', async (_, text) => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'deep' }), wat(text))
      await runtime.loadSkill(manifestOf({ name: 'plain' }), skillWat(''))
      for (let round = 0; round < 3; round++) {
        const deep = await runtime.invoke({ skillName: 'deep', input: null })
        expect(deep).toMatchObject({ outcome: 'trapped', content: 'the skill trapped: the call stack overflowed' })
        expect((await runtime.invoke({ skillName: 'plain', input: null })).outcome).toBe('ok')
      }
    })
  })

  test.each([
    ['unreachable', 'unreachable'],
    ['a division by zero', '(drop (i32.div_u (i32.const 1) (i32.const 0)))'],
    ['an access outside of memory', '(drop (i32.load (i32.const 65536)))'],
    ['a call through a null', '(call_indirect $t (i32.const 0))'],
  ])('%s is a trap', async (_, body) => {
    const result = await runOnce(options, skillWat(body, '(table $t 1 funcref)'))
    expect(result).toMatchObject({ outcome: 'trapped', isError: true, usage: { fuelExact: false } })
    expect(result.content).toMatch(/^the skill trapped: ./)
  })
})

/** Functions that each call the next twice, deep enough never to end, with no loop anywhere. */
function exponentialCalls(): string {
  const functions = Array.from(
    { length: 64 },
    (_, index) => `(func $f${index} (call $f${index + 1}) (call $f${index + 1}))`,
  )
  return `(module ${functions.join(' ')} (func $f64) (func (export "run") (call $f0)))`
}

function circle(): never {
  const value: { self?: unknown } = {}
  value.self = value
  return value as never
}
