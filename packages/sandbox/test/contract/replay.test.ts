import {
  createSkillRuntime,
  type SkillResult,
  type SkillRuntimeOptions,
  type SkillTrace,
  type WasmSkillRuntime,
} from '@blufio/sandbox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

/** Reads its input, logs, asks for KEY and for an ungranted name, and answers with the value of KEY. */
const BUSY = skillWat(
  `(local $length i32)
   (call $get_input (i32.const 1000))
   (call $log (i32.const 2) (i32.const 1000) (call $get_input_len))
   (drop (call $get_env (i32.const 8) (i32.const 5) (i32.const 100) (i32.const 100)))
   (local.set $length (call $get_env (i32.const 0) (i32.const 3) (i32.const 100) (i32.const 100)))
   (if (i32.gt_s (local.get $length) (i32.const 0)) (then (call $set_output (i32.const 100) (local.get $length))))`,
  '(data (i32.const 0) "KEY") (data (i32.const 8) "OTHER")',
)
const LOOPS = wat('(module (func (export "run") (loop (br 0))))')
const REACHES_OUT = skillWat('(call $set_output (i32.const 65535) (i32.const 2))')
const ENV = { KEY: 'a value \u{1F422}', OTHER: 'not granted' }
const MANIFEST = manifestOf({ env: ['KEY'] })

/** A result that was recorded, with its trace. */
type Recorded = SkillResult & { readonly trace: SkillTrace }

async function record(
  runtime: WasmSkillRuntime,
  input: Parameters<WasmSkillRuntime['invoke']>[0]['input'] = null,
): Promise<Recorded> {
  const result = await runtime.invoke({ skillName: 'test-skill', input }, { record: true })
  if (result.trace === undefined) throw new Error('nothing was recorded')
  return result as Recorded
}

/** Loads a skill in a runtime of its own. */
function loaded<T>(
  options: SkillRuntimeOptions,
  wasm: Uint8Array,
  use: (runtime: WasmSkillRuntime) => Promise<T>,
  manifest = MANIFEST,
): Promise<T> {
  return withRuntime(options, async (runtime) => {
    await runtime.loadSkill(manifest, wasm)
    return use(runtime)
  })
}

const recorded = (options: SkillRuntimeOptions, wasm: Uint8Array, manifest = MANIFEST): Promise<Recorded> =>
  loaded({ ...options, env: ENV }, wasm, (runtime) => record(runtime, { text: 'hello' }), manifest)

/** What has to be alike in a result and its replay. */
function essence({ content, isError, outcome, usage, logs }: SkillResult): object {
  return { content, isError, outcome, logs, fuel: usage.fuel, fuelExact: usage.fuelExact }
}

describe.each(ISOLATIONS)('a trace, $isolation', (options) => {
  test('is plain JSON that tells of every call of a host function and its answer', async () => {
    const { trace, ...result } = await recorded(options, BUSY)
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace)
    expect(trace).toEqual({
      format: 'blufio-trace-1',
      skill: { name: 'test-skill', version: '1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      input: '{"text":"hello"}',
      limits: {
        ...{ fuel: '1000000000', memoryMb: 16, maxTableElements: 100_000, maxOutputBytes: 1_048_576 },
        ...{ maxLogLines: 1_000, maxLogLineBytes: 16_384, maxLogBytes: 262_144, hostCallFuel: 0 },
      },
      calls: [
        { function: 'get_input', arguments: [1000], writes: [{ address: 1000, text: '{"text":"hello"}' }] },
        { function: 'get_input_len', arguments: [], returns: 16 },
        { function: 'log', arguments: [2, 1000, 16], reads: [{ address: 1000, text: '{"text":"hello"}' }] },
        { function: 'get_env', arguments: [8, 5, 100, 100], reads: [{ address: 8, text: 'OTHER' }], returns: -1 },
        {
          ...{ function: 'get_env', arguments: [0, 3, 100, 100], reads: [{ address: 0, text: 'KEY' }] },
          ...{ writes: [{ address: 100, text: ENV.KEY }], returns: 12 },
        },
        { function: 'set_output', arguments: [100, 12], reads: [{ address: 100, text: ENV.KEY }] },
      ],
      truncated: false,
      result: { outcome: 'ok', content: ENV.KEY, fuel: `${result.usage.fuel}`, fuelExact: true },
    } satisfies SkillTrace)
  })

  test('is not made unless asked', async () => {
    await loaded(options, BUSY, async (runtime) => {
      expect(await runtime.invoke({ skillName: 'test-skill', input: null })).not.toHaveProperty('trace')
      expect(await runtime.invoke({ skillName: 'test-skill', input: null }, { record: false })).not.toHaveProperty(
        'trace',
      )
    })
  })

  test('gives the same result and fuel again, in a runtime that has nothing of the environment', async () => {
    const { trace, ...result } = await recorded(options, BUSY)
    const text = JSON.stringify(trace)
    await loaded({ ...options, env: {} }, BUSY, async (runtime) => {
      for (let round = 0; round < 3; round++) {
        expect(essence(await runtime.replay(JSON.parse(text)))).toEqual(essence(result))
      }
    })
  })

  test.each([
    ['out-of-fuel', LOOPS, manifestOf({ fuel: 5_000n })],
    ['trapped', REACHES_OUT, MANIFEST],
    ['trapped', skillWat('(call $log (i32.const 1) (i32.const 0) (i32.const 4)) unreachable'), MANIFEST],
    [
      'invalid-output',
      skillWat('(call $set_output (i32.const 0) (i32.const 1))', '(data (i32.const 0) "\\ff")'),
      MANIFEST,
    ],
    [
      'output-too-large',
      skillWat('(call $set_output (i32.const 0) (i32.const 2000000))', '(memory (export "memory") 40)'),
      MANIFEST,
    ],
    ['timed-out', LOOPS, manifestOf({ fuel: 18_446_744_073_709_551_615n, epochTimeoutSecs: 0.2 })],
    [
      'timed-out',
      skillWat('(loop (call $log (i32.const 1) (i32.const 0) (i32.const 4)) (br 0))'),
      manifestOf({ fuel: 18_446_744_073_709_551_615n, epochTimeoutSecs: 0.05 }),
    ],
  ])('of a run that ended as %s ends so again', async (outcome, wasm, manifest) => {
    const { trace, ...result } = await recorded(options, wasm, manifest)
    expect(result.outcome).toBe(outcome)
    // Where the clock ended the run, the replay needs room to come as far.
    const patient = { ...manifest, resources: { ...manifest.resources, epochTimeoutSecs: 20 } }
    const again = await loaded(options, wasm, (runtime) => runtime.replay(trace), patient)
    expect(essence(again)).toEqual(essence(result))
  })

  test('holds a value that is no UTF-8 text, and one that is long', async () => {
    const wasm = skillWat('(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))')
    await loaded(options, wasm, async (runtime) => {
      const { trace } = await record(runtime, 'x'.repeat(1000))
      const summary = { address: 0, length: 1002, fnv1a: expect.any(Number) }
      expect(trace.calls[0]?.writes).toEqual([summary])
      expect(trace.calls[2]?.reads).toEqual([summary])
      expect((await runtime.replay(trace)).content).toBe(trace.input)
    })
    const binary = skillWat('(call $set_output (i32.const 0) (i32.const 3))', '(data (i32.const 0) "\\ff\\00\\80")')
    const { trace } = await recorded(options, binary)
    expect(trace.calls[0]?.reads).toEqual([{ address: 0, base64: '/wCA' }])
  })

  test('of more calls than there is room for says so, and is not replayed', async () => {
    const wasm = skillWat(
      '(local i32) (loop (drop (call $get_input_len)) (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 1000))))',
    )
    const small = { ...options, limits: { maxTraceBytes: 1_000 } }
    await loaded(small, wasm, async (runtime) => {
      const { trace, outcome } = await record(runtime)
      expect(outcome).toBe('ok')
      expect(trace.truncated).toBe(true)
      expect(JSON.stringify(trace.calls).length).toBeLessThanOrEqual(1_001)
      expect(trace.calls.length).toBeGreaterThan(10)
      await expect(runtime.replay(trace)).rejects.toMatchObject({ code: 'ERR_REPLAY_TRACE', path: 'truncated' })
    })
    const whole = await recorded(options, wasm)
    expect(whole.trace).toMatchObject({ truncated: false, calls: { length: 1000 } })
    await loaded(small, wasm, (runtime) =>
      expect(runtime.replay(whole.trace)).rejects.toMatchObject({ code: 'ERR_REPLAY_TRACE', path: 'calls' }),
    )
    const tiny = { ...options, limits: { maxTraceBytes: 1_000, maxInputBytes: 1_000, maxOutputBytes: 1_000 } }
    await loaded(tiny, wasm, (runtime) =>
      expect(runtime.replay(whole.trace)).rejects.toMatchObject({
        code: 'ERR_REPLAY_TRACE',
        message: expect.stringContaining('18000 characters'),
      }),
    )
  })

  test('is replayed with the module and limits that it was recorded with, or not at all', async () => {
    const { trace } = await recorded(options, BUSY)
    const refused = { code: 'ERR_REPLAY_SKILL' }
    await loaded(options, LOOPS, (runtime) => expect(runtime.replay(trace)).rejects.toMatchObject(refused))
    const less = manifestOf({ env: ['KEY'], fuel: 1_000n })
    await loaded(options, BUSY, (runtime) => expect(runtime.replay(trace)).rejects.toMatchObject(refused), less)
    const limits = { hostCallFuel: 1 }
    await loaded({ ...options, limits }, BUSY, (runtime) =>
      expect(runtime.replay(trace)).rejects.toMatchObject(refused),
    )
    await withRuntime(options, (runtime) =>
      expect(runtime.replay(trace)).rejects.toMatchObject({ code: 'ERR_SKILL_UNKNOWN' }),
    )
  })

  test('counts the charge of host calls as the run did', async () => {
    await loaded({ ...options, limits: { hostCallFuel: 7 } }, BUSY, async (runtime) => {
      const { trace, usage } = await record(runtime)
      expect((await runtime.replay(trace)).usage.fuel).toBe(usage.fuel)
    })
  })

  test('ends as cancelled by the signal of who replays it', async () => {
    const { trace } = await recorded(options, BUSY)
    const result = await loaded(options, BUSY, (runtime) => runtime.replay(trace, { signal: AbortSignal.abort() }))
    expect(result).toMatchObject({ outcome: 'cancelled', isError: true })
  })
})

/** A place in a trace, and what is to stand there instead. */
type Change = readonly [path: readonly (string | number)[], make: (old: unknown) => unknown]

function changed(trace: SkillTrace, changes: readonly Change[]): SkillTrace {
  const copy = JSON.parse(JSON.stringify(trace))
  for (const [path, make] of changes) {
    let holder = copy
    for (const key of path.slice(0, -1)) holder = holder[key]
    const last = path.at(-1) ?? ''
    holder[last] = make(holder[last])
  }
  return copy
}

const listOf = (value: unknown): unknown[] => value as unknown[]

describe.each(ISOLATIONS)('a trace that was changed, $isolation', (options) => {
  let runtime: WasmSkillRuntime
  let trace: SkillTrace
  beforeAll(async () => {
    runtime = await createSkillRuntime({ ...options, env: ENV })
    await runtime.loadSkill(MANIFEST, BUSY)
    trace = (await record(runtime, { text: 'hello' })).trace
  })
  afterAll(() => runtime.close())

  /** What replaying the trace of BUSY comes to with changes. */
  const replayChanged = (...changes: Change[]): Promise<unknown> =>
    runtime.replay(changed(trace, changes)).catch((error: unknown) => error)

  test.each<[string, number, Change]>([
    ['another function', 2, [['calls', 2, 'function'], () => 'get_input_len']],
    ['other arguments', 3, [['calls', 3, 'arguments', 1], () => 4]],
    ['fewer arguments', 3, [['calls', 3, 'arguments'], (values) => listOf(values).slice(0, 3)]],
    ['a call left out', 0, [['calls'], (calls) => listOf(calls).slice(1)]],
    ['the last call left out', 5, [['calls'], (calls) => listOf(calls).slice(0, -1)]],
    ['one call more', 6, [['calls'], (calls) => [...listOf(calls), { function: 'get_input_len', arguments: [] }]]],
    ['another key', 4, [['calls', 4, 'reads', 0, 'text'], () => 'YEK']],
    ['another answer of the run itself', 1, [['calls', 1, 'returns'], () => 5]],
    ['another line of the log', 2, [['calls', 2, 'reads', 0, 'text'], () => '{"text":"HELLO"}']],
    ['another value', 5, [['calls', 4, 'writes', 0, 'text'], () => 'b value \u{1F422}']],
    ['a shorter value', 5, [['calls', 4, 'returns'], () => 3]],
    ['another input', 0, [['input'], () => '{"text":"HELLO"}']],
    ['other fuel', 6, [['result', 'fuel'], () => '1']],
    ['other content', 6, [['result', 'content'], () => 'a value']],
    ['another outcome', 6, [['result', 'outcome'], () => 'trapped']],
    ['a write outside of memory', 4, [['calls', 4, 'writes', 0, 'address'], () => 65_530]],
    ['a write at the end of 32 bits', 4, [['calls', 4, 'writes', 0, 'address'], () => 4_294_967_295]],
    [
      'a read outside of memory',
      3,
      [['calls', 3, 'reads', 0], () => ({ address: 0, length: 4_294_967_295, fnv1a: 1 })],
    ],
    ['a call that ends the run', 5, [['calls', 4, 'ended'], () => ({ outcome: 'denied', content: 'no' })]],
  ])('diverges: %s, at call %i', async (_, call, change) => {
    const error = await replayChanged(change)
    expect(error).toMatchObject({ name: 'SandboxError', code: 'ERR_REPLAY_DIVERGED', call })
    expect(String(error)).not.toContain(' value')
  })

  test('gives the guest no variable that it does not hold', async () => {
    const result = await replayChanged(
      [['calls', 4], (call) => ({ ...(call as SkillTrace['calls'][0]), returns: -1, writes: [] })],
      [['calls'], (calls) => listOf(calls).slice(0, -1)],
      [['result', 'content'], () => '[INFO] {"text":"hello"}'],
      [['result', 'fuel'], () => '22'],
    )
    expect(result).toMatchObject({ outcome: 'ok', content: '[INFO] {"text":"hello"}' })
  })

  test('can not have the host read all of a large memory', async () => {
    const length = 5_242_880
    let fnv1a = 0x811c9dc5
    for (let zeros = 0; zeros < length; zeros++) fnv1a = Math.imul(fnv1a, 0x01000193)
    const wasm = skillWat(
      '(drop (call $get_env (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 0)))',
      '(memory (export "memory") 80)',
    )
    await loaded(options, wasm, async (own) => {
      const forge = [['calls', 0, 'reads', 0], () => ({ address: 0, length, fnv1a: fnv1a >>> 0 })] as const
      const forged = changed((await record(own)).trace, [forge])
      await expect(own.replay(forged)).rejects.toMatchObject({ code: 'ERR_REPLAY_DIVERGED', call: 0 })
    })
  })

  test('is refused for a field that would be a prototype', async () => {
    const forged = JSON.parse(JSON.stringify(trace).replace('{', '{"__proto__":{"truncated":false},'))
    await expect(runtime.replay(forged)).rejects.toMatchObject({ code: 'ERR_REPLAY_TRACE', path: '__proto__' })
  })

  test('is refused by an error that names a field in one line', async () => {
    const forged = { ...trace, ['\u001b[2J\nx']: 1 }
    await expect(runtime.replay(forged)).rejects.toMatchObject({ path: '\\u{1b}[2J\\u{a}x' })
  })

  test.each<[string, unknown]>([
    ['trace', null],
    ['trace', 'a text'],
    ['trace', 1n],
    ['trace', []],
    ['format', { format: 'blufio-trace-2' }],
    ['skill.sha256', { skill: { name: 'test-skill', version: '1.0.0', sha256: 'x' } }],
    ['skill.name', { skill: { name: 'a\u001b[31m', version: '', sha256: '0'.repeat(64) } }],
    ['skill', { skill: { name: 'test-skill', version: '1.0.0' } }],
    ['input', { input: '{' }],
    ['input', { input: { text: 'hello' } }],
    ['input', { input: JSON.stringify('x'.repeat(1_048_576)) }],
    ['limits', { limits: { fuel: '1' } }],
    ['calls', { calls: {} }],
    ['calls[0]', { calls: [1] }],
    ['calls[0].function', { calls: [{ function: 'a\nb', arguments: [] }] }],
    ['calls[0].arguments', { calls: [{ function: 'log', arguments: Array(17).fill(0) }] }],
    ['calls[0].arguments[1]', { calls: [{ function: 'log', arguments: [1, 0.5] }] }],
    ['calls[0].arguments[0]', { calls: [{ function: 'log', arguments: [2_147_483_648] }] }],
    ['calls[0].returns', { calls: [{ function: 'log', arguments: [], returns: '1' }] }],
    [
      'calls[0].writes[0].address',
      { calls: [{ function: 'log', arguments: [], writes: [{ address: -1, text: '' }] }] },
    ],
    [
      'calls[0].writes[0].base64',
      { calls: [{ function: 'log', arguments: [], writes: [{ address: 1, base64: '=' }] }] },
    ],
    ['calls[0].writes[0]', { calls: [{ function: 'log', arguments: [], writes: [{ address: 1 }] }] }],
    [
      'calls[0].reads',
      { calls: [{ function: 'log', arguments: [], reads: Array(17).fill({ address: 1, text: '' }) }] },
    ],
    [
      'calls[0].ended.outcome',
      { calls: [{ function: 'log', arguments: [], ended: { outcome: 'fine', content: '' } }] },
    ],
    ['calls[0].extra', { calls: [{ function: 'log', arguments: [], extra: 1 }] }],
    ['result.outcome', { result: { outcome: 'fine', content: '', fuel: '1', fuelExact: true } }],
    ['truncated', { truncated: 0 }],
  ])('is refused with the path of what is wrong: %s', async (path, change) => {
    const isPart = typeof change === 'object' && change !== null && !Array.isArray(change)
    const forged = (isPart ? { ...trace, ...change } : change) as SkillTrace
    const refusal = { name: 'SandboxError', code: 'ERR_REPLAY_TRACE', path }
    await expect(runtime.replay(forged)).rejects.toMatchObject(refusal)
  })
})
