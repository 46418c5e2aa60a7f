import type { SkillEvent, SkillObserver, SkillRuntimeOptions } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const ECHO = skillWat('(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))')
const TALKS = skillWat(
  '(call $log (i32.const 2) (i32.const 0) (i32.const 3)) (call $log (i32.const 3) (i32.const 3) (i32.const 3))',
  '(data (i32.const 0) "onetwo")',
)
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Runs a module as a skill with an observer that keeps what it is told. */
async function observed(
  options: SkillRuntimeOptions,
  wasm: Uint8Array,
  invocation: { readonly input: null | string; readonly sessionId?: string; readonly fuel?: bigint },
): Promise<SkillEvent[]> {
  const events: SkillEvent[] = []
  const { fuel, ...rest } = invocation
  await withRuntime({ ...options, onEvent: (event) => void events.push(event) }, async (runtime) => {
    await runtime.loadSkill(manifestOf(fuel === undefined ? {} : { fuel }), wasm)
    await runtime.invoke({ skillName: 'test-skill', ...rest })
  })
  return events
}

describe.each(ISOLATIONS)('events, $isolation', (options) => {
  test('an invocation is told of when it begins and when it is over, with what it used', async () => {
    const before = Date.now()
    const events = await observed(options, ECHO, { input: 'żółw', sessionId: 'session-1' })
    expect(events).toEqual([
      {
        ...{ type: 'invoked', invocationId: expect.stringMatching(UUID), sessionId: 'session-1' },
        ...{ skillName: 'test-skill', skillVersion: '1.0.0', time: expect.any(Number), inputBytes: 9 },
      },
      {
        ...{ type: 'completed', invocationId: events[0]?.invocationId, sessionId: 'session-1' },
        ...{ skillName: 'test-skill', skillVersion: '1.0.0', time: expect.any(Number), elapsedMs: expect.any(Number) },
        ...{ queuedMs: expect.any(Number), outcome: 'ok', isError: false, outputBytes: 9, logLines: 0 },
        usage: { fuel: 6n, fuelExact: true, peakMemoryBytes: 65_536, durationMs: expect.any(Number) },
      },
    ])
    for (const { time } of events) {
      expect(time).toBeGreaterThanOrEqual(before)
      expect(time).toBeLessThanOrEqual(Date.now() + 1)
    }
  })

  test.each([
    ['out-of-fuel', wat('(module (func (export "run") (loop (br 0))))'), 1000n],
    ['trapped', skillWat('unreachable'), undefined],
  ])('a run that ends as %s is told of as that error', async (outcome, wasm, fuel) => {
    const [, completed, ...more] = await observed(options, wasm, {
      input: null,
      ...(fuel === undefined ? {} : { fuel }),
    })
    expect(completed).toMatchObject({ type: 'completed', outcome, isError: true })
    expect(more).toEqual([])
  })

  test('invocations have ids of their own and are told apart when they overlap', async () => {
    const events: SkillEvent[] = []
    await withRuntime({ ...options, onEvent: (event) => void events.push(event) }, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      await Promise.all([1, 2, 3].map((input) => runtime.invoke({ skillName: 'test-skill', input })))
    })
    const idsOf = (type: SkillEvent['type']): string[] =>
      events.filter((event) => event.type === type).map(({ invocationId }) => invocationId)
    expect(new Set(idsOf('invoked')).size).toBe(3)
    expect(idsOf('completed').toSorted()).toEqual(idsOf('invoked').toSorted())
  })

  test('events hold nothing of what went in and came out unless asked', async () => {
    const events = await observed(options, ECHO, { input: 'a secret' })
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toContain(
      'secret',
    )
  })

  test('with eventContent they hold input, content and logs', async () => {
    const [invoked, completed] = await observed({ ...options, eventContent: true }, TALKS, { input: 'in' })
    expect(invoked).toMatchObject({ input: '"in"' })
    const logs = [
      { level: 'info', message: 'one' },
      { level: 'warn', message: 'two' },
    ]
    expect(completed).toMatchObject({ content: '[INFO] one\n[WARN] two', logs, logLines: 2 })
  })

  test('content is cut, and not in the middle of a character', async () => {
    const input = `${'x'.repeat(16_382)}\u{1F422}…`
    const [invoked, completed] = await observed({ ...options, eventContent: true }, ECHO, { input })
    const kept = `"${'x'.repeat(16_382)} … [cut: 16384 of 16387 characters]`
    expect(invoked).toMatchObject({ input: kept, inputBytes: 16_391 })
    expect(completed).toMatchObject({ content: kept, outputBytes: 16_391 })
  })

  test('logs are cut all together', async () => {
    const line = '(call $log (i32.const 2) (i32.const 0) (i32.const 10000))'
    const fill = '(memory.fill (i32.const 0) (i32.const 120) (i32.const 10000))'
    const wasm = skillWat(`${fill} ${line.repeat(4)}`)
    const [, completed] = await observed({ ...options, eventContent: true }, wasm, { input: null })
    const logs = completed?.type === 'completed' ? completed.logs : undefined
    expect(logs?.map(({ message }) => message.length)).toEqual([
      10_000,
      6_384 + ' … [cut: 6384 of 10000 characters]'.length,
    ])
    expect(completed).toMatchObject({ logLines: 4 })
  })

  test('a run is told of as denied once it is over when it asked for variables that its manifest does not name', async () => {
    const ask = (pointer: number, length: number): string =>
      `(drop (call $get_env (i32.const ${pointer}) (i32.const ${length}) (i32.const 1000) (i32.const 100)))`
    // KEY, which is granted and set; EMPTY, which is granted and not set; two that are not granted, one of them long.
    const asks = [ask(0, 3), ask(3, 5), ask(8, 5), ask(8, 5), ask(8, 300)].join(' ')
    const wasm = skillWat(asks, '(data (i32.const 0) "KEYEMPTYOTHER")')
    for (const eventContent of [false, true]) {
      const events: SkillEvent[] = []
      const onEvent = (event: SkillEvent): void => void events.push(event)
      const env = { KEY: 'value', OTHER: 'other' }
      const result = await withRuntime({ ...options, env, onEvent, eventContent }, async (runtime) => {
        await runtime.loadSkill(manifestOf({ env: ['KEY', 'EMPTY'] }), wasm)
        return runtime.invoke({ skillName: 'test-skill', input: null })
      })
      expect(Object.keys(result).toSorted()).toEqual(['content', 'isError', 'logs', 'outcome', 'usage'])
      expect(events.map(({ type }) => type)).toEqual(['invoked', 'denied', 'completed'])
      const asked = ['OTHER', 'OTHER', expect.stringMatching(/^OTHER\0{251}$/)]
      expect(events[1]).toEqual({
        ...{ type: 'denied', invocationId: events[0]?.invocationId, time: events[2]?.time },
        ...{ skillName: 'test-skill', skillVersion: '1.0.0', capability: 'env', hostFunction: 'get_env', count: 3 },
        ...(eventContent ? { asked } : {}),
      })
    }
  })

  test('of many denied calls sixteen are told in words', async () => {
    const ask = '(drop (call $get_env (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))'
    const step = '(br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 100000)))'
    const wasm = skillWat(`(local i32) (loop ${ask} ${step})`)
    const [, denied] = await observed({ ...options, eventContent: true }, wasm, { input: null })
    expect(denied).toMatchObject({ type: 'denied', count: 100_000, asked: { length: 16 } })
  })

  test.each<[string, SkillObserver]>([
    [
      'throws',
      () => {
        throw new Error('observer')
      },
    ],
    ['rejects', () => Promise.reject(new Error('observer'))],
    [
      'returns what throws when it is awaited',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('observer')
            },
          },
        ),
    ],
    ['changes what it is told', (event) => event.type === 'completed' && Object.assign(event.usage, { fuel: 0n })],
    ['never settles', () => new Promise(() => {})],
  ])('an observer that %s does not reach the run', async (_, onEvent) => {
    await withRuntime({ ...options, onEvent }, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      const result = await runtime.invoke({ skillName: 'test-skill', input: 1 })
      expect(result).toMatchObject({ outcome: 'ok', content: '1', usage: { fuel: 6n } })
    })
    // Unhandled rejections come after a turn; vitest fails on one.
    await new Promise((resolve) => setTimeout(resolve, 0))
  })

  test("a caller's fault is no event", async () => {
    const events: SkillEvent[] = []
    await withRuntime({ ...options, onEvent: (event) => void events.push(event) }, async (runtime) => {
      await runtime.loadSkill(manifestOf(), ECHO)
      const fault = { code: expect.stringMatching(/^ERR_/) }
      await expect(runtime.invoke({ skillName: 'nobody', input: null })).rejects.toMatchObject(fault)
      await expect(runtime.invoke({ skillName: 'test-skill', input: 1n as never })).rejects.toMatchObject(fault)
    })
    expect(events).toEqual([])
  })

  test.each([
    ['onEvent', 'log'],
    ['eventContent', 1],
  ])('the option %s of another type is refused', async (name, value) => {
    const made = withRuntime({ ...options, [name]: value }, async () => {})
    await expect(made).rejects.toMatchObject({ code: 'ERR_OPTION', message: expect.stringContaining(name) })
  })
})

test('an invocation that finds no room in the queue is told of as rejected', async () => {
  const events: SkillEvent[] = []
  const options = { workers: 1, maxQueued: 1, onEvent: (event: SkillEvent) => void events.push(event) }
  await withRuntime(options, async (runtime) => {
    await runtime.loadSkill(manifestOf(), ECHO)
    const calls = [1, 2, 3].map((input) => runtime.invoke({ skillName: 'test-skill', input }))
    const ends = await Promise.allSettled(calls)
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
  })
  const [first, second, third] = events.filter(({ type }) => type === 'invoked').map(({ invocationId }) => invocationId)
  const endOf = (id: string | undefined): SkillEvent | undefined =>
    events.find(({ type, invocationId }) => type === 'completed' && invocationId === id)
  expect(events).toHaveLength(6)
  expect(endOf(third)).toMatchObject({ outcome: 'rejected', errorCode: 'ERR_BUSY', isError: true, usage: { fuel: 0n } })
  expect(endOf(third)).not.toHaveProperty('queuedMs')
  for (const id of [first, second]) expect(endOf(id)).toMatchObject({ outcome: 'ok', queuedMs: expect.any(Number) })
})
