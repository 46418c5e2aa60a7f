import type { SkillResult } from '@blufio/core'
import type { WasmSkillRuntime } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import cProgram from '../fixtures/c-wasi/program.wasm'
import rustLibrary from '../fixtures/rust-wasi/library.wasm'
import rustProgram from '../fixtures/rust-wasi/program.wasm'
import zigProgram from '../fixtures/zig-wasi/program.wasm'
import { ownFiles } from '../support/data-folder.ts'
import { ISOLATIONS, manifestOf, runOnce, WAITING, withRuntime } from '../support/skills.ts'
import { wasiSkill } from '../support/wasi-skill.ts'
import { wat } from '../support/wat.ts'

type RecordedResult = Awaited<ReturnType<WasmSkillRuntime['invoke']>>

/** Sees that the trace of a result gives that result again. */
async function expectReplayed(runtime: WasmSkillRuntime, { trace, usage, ...then }: RecordedResult): Promise<void> {
  if (trace === undefined) throw new Error('nothing was recorded')
  const { usage: usedAgain, ...again } = await runtime.replay(JSON.parse(JSON.stringify(trace)))
  expect(again).toEqual(then)
  expect(usedAgain.fuel).toBe(usage.fuel)
}

const NOTES = { filesystem: { read: ['notes'], write: ['notes'] } }

describe.each(ISOLATIONS)('a skill of WASI preview 1, $isolation', (options) => {
  const runProgram = (input: string, changes: Parameters<typeof runOnce>[2] = {}, more = {}): Promise<SkillResult> =>
    runOnce({ ...options, ...more }, rustProgram, { input, ...changes })

  test('that is a library in Rust prints to its log, uses a HashMap, and sets its output', async () => {
    expect(await runOnce(options, rustLibrary, { input: 'b a b' })).toMatchObject({
      outcome: 'ok',
      content: '[("a", 1), ("b", 2)]',
      logs: [
        { level: 'info', message: 'counting in 5 bytes' },
        { level: 'warn', message: 'no more words' },
      ],
    })
  })

  test('that panics is trapped, with its message in the log', async () => {
    const { outcome, logs } = await runOnce(options, rustLibrary, { input: 'panic' })
    expect(outcome).toBe('trapped')
    expect(logs).toContainEqual({ level: 'warn', message: 'asked to' })
  })

  test('that is a program gives what it prints as its output, and does not log it', async () => {
    expect(await runProgram('you')).toMatchObject({ outcome: 'ok', content: 'hello, you', logs: [] })
    expect(await runOnce(options, zigProgram, { input: 'you' })).toMatchObject({
      outcome: 'ok',
      content: '"YOU"',
      logs: [{ level: 'warn', message: '5 bytes' }],
    })
  })

  test('exits well with what it printed so far, and not exactly metered', async () => {
    const { content, outcome, usage } = await runProgram('exit')
    expect({ content, outcome, exact: usage.fuelExact }).toEqual({
      content: 'half a line',
      outcome: 'ok',
      exact: false,
    })
    expect((await runProgram('you')).usage.fuelExact).toBe(true)
  })

  test('is trapped when it exits with another code than 0, which is told', async () => {
    expect(await runProgram('abort')).toMatchObject({
      outcome: 'trapped',
      isError: true,
      content: 'the skill exited with code 42',
    })
    expect(await runProgram('fail')).toMatchObject({
      content: 'the skill exited with code 1',
      logs: [{ level: 'warn', message: 'Error: Custom { kind: Other, error: "as it was asked to" }' }],
    })
  })

  test('that is a program and prints nothing has its log as content', async () => {
    const wasm = wasiSkill((print) => print(2, 'only this'), { entry: '_start' })
    expect((await runOnce(options, wasm)).content).toBe('[WARN] only this')
  })

  test('that is a program and could set its output logs what it prints', async () => {
    const wasm = wasiSkill((print) => print(1, 'a\nb'), { entry: '_start', setsOutput: true })
    expect(await runOnce(options, wasm)).toMatchObject({
      content: '[INFO] a\n[INFO] b',
      logs: [
        { level: 'info', message: 'a' },
        { level: 'info', message: 'b' },
      ],
    })
  })

  test('has to have the fuel for what it did before it exits', async () => {
    const work = '(drop (i32.const 0))'.repeat(1_000)
    const exiting = wat(`(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (func (export "_start") ${work} (call $exit (i32.const 0))))`)
    expect((await runOnce(options, exiting, { fuel: 2_000n })).outcome).toBe('ok')
    expect(await runOnce(options, exiting, { fuel: 900n })).toMatchObject({
      outcome: 'out-of-fuel',
      usage: { fuel: 900n },
    })
  })

  test('is over when it exits, also when it catches what ends it', async () => {
    const exiting = wat(`(module
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (import "blufio" "set_output" (func $set_output (param i32 i32)))
      (memory (export "memory") 1) (data (i32.const 0) "before")
      (func (export "run")
        (call $set_output (i32.const 0) (i32.const 6))
        (try (do (call $exit (i32.const 0))) (catch_all))
        (try (do (call $set_output (i32.const 0) (i32.const 1))) (catch_all))
        (loop (br 0))))`)
    expect(await runOnce(options, exiting)).toMatchObject({ outcome: 'ok', content: 'before' })
  })

  test('that prints more than an output may have is ended', async () => {
    const wasm = wasiSkill((print) => `(loop ${print(1, '0123456789')} (br 0))`, { entry: '_start' })
    expect(await runOnce({ ...options, limits: { maxOutputBytes: 95 } }, wasm)).toMatchObject({
      outcome: 'output-too-large',
      content: 'the skill printed more than 95 bytes, the limit of its output',
    })
  })

  test('that prints what is no UTF-8 has no valid output', async () => {
    const wasm = wasiSkill(() => '(call $print (i32.const 1) (i32.const 4096) (i32.const 2))', {
      entry: '_start',
      rest: '(data (i32.const 4096) "a\\ff")',
    })
    expect((await runOnce(options, wasm)).outcome).toBe('invalid-output')
  })

  test('runs run where it has a main, too', async () => {
    const wasm = wasiSkill((print) => print(1, 'run'), {
      rest: '(func (export "_start") unreachable)',
    })
    expect(await runOnce(options, wasm)).toMatchObject({ outcome: 'ok', content: '[INFO] run' })
  })

  test('logs what it printed last although the line has no end, also when it traps', async () => {
    const wasm = wasiSkill((print) => `${print(1, 'one\ntwo')} unreachable`)
    expect(await runOnce(options, wasm)).toMatchObject({
      outcome: 'trapped',
      logs: [
        { level: 'info', message: 'one' },
        { level: 'info', message: 'two' },
      ],
    })
  })

  test('gets the variables that are granted and set, and no others', async () => {
    const env = { NAME: 'v', OTHER: 'secret' }
    const { content } = await runProgram('environment', { env: ['NAME', 'UNSET'] }, { env })
    expect(content).toBe('0 arguments\nNAME=v')
    expect((await runProgram('environment', {}, { env })).content).toBe('0 arguments')
  })

  test('has a clock that stands still unless it is granted', async () => {
    expect((await runProgram('clock')).content).toBe('0 0')
    const fixed = { capabilities: { clock: '2024-02-29T12:00:00.5Z' } }
    expect((await runProgram('clock', fixed)).content).toBe('1709208000500 0')
    const before = Date.now()
    const [told] = (await runProgram('clock', { capabilities: { clock: true } })).content.split(' ')
    expect(Number(told)).toBeGreaterThanOrEqual(before - 1)
    expect(Number(told)).toBeLessThanOrEqual(Date.now() + 1)
  })

  test('has the same random numbers in every run unless real ones are granted', async () => {
    const contents = async (random: number | true | undefined): Promise<readonly string[]> => {
      const capabilities = random === undefined ? {} : { random }
      const run = async (): Promise<string> => (await runProgram('random', { capabilities })).content
      return [await run(), await run()]
    }
    const [first, second] = await contents(undefined)
    expect(first).toBe('91dd69fc70139588')
    expect(second).toBe(first)
    expect(await contents(0)).toEqual([first, first])
    const [other, again] = await contents(2 ** 40 + 1)
    expect(other).not.toBe(first)
    expect(again).toBe(other)
    const [real, more] = await contents(true)
    expect(real).not.toBe(more)
  })

  test('finds no files without a grant, and is not ended for looking', async () => {
    const { outcome, logs } = await runOnce(options, cProgram, { input: 1 })
    expect(outcome).toBe('trapped')
    expect(logs).toContainEqual({ level: 'warn', message: 'no counter at all: Capabilities insufficient' })
    expect(await runProgram('outside')).toMatchObject({ outcome: 'ok', content: 'Err(Uncategorized)' })
  })

  test('is recorded and replayed: its log, its clock, its random numbers', async () => {
    await withRuntime(options, async (runtime) => {
      const capabilities = { env: ['NAME'], clock: true, random: true } as const
      await runtime.loadSkill({ ...manifestOf(), capabilities }, rustProgram)
      for (const input of ['you', 'clock', 'random', 'environment', 'exit', 'abort', 'fail']) {
        await expectReplayed(runtime, await runtime.invoke({ skillName: 'test-skill', input }, { record: true }))
      }
    })
  })
})

describe.each(WAITING)('files of a skill of WASI, %s', (_, options) => {
  const runProgram = async (input: string, capabilities: object = NOTES): Promise<SkillResult> =>
    runOnce({ ...(await ownFiles()), ...options }, rustProgram, { input, capabilities })

  test('are made, appended, cut, read, listed and removed', async () => {
    const { content } = await runProgram('files')
    expect(content.split('\n')).toEqual([
      'first',
      'second',
      '012x45 6',
      'Err(AlreadyExists)',
      'Err(NotFound)',
      'Err(Uncategorized)',
      '[("more", true), ("one", false)]',
      'true',
    ])
  })

  test('that are left open are saved when the run ends, and are there for the next', async () => {
    await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ capabilities: NOTES }), cProgram)
      for (const count of [1, 2, 3]) {
        const { content } = await runtime.invoke({ skillName: 'test-skill', input: null })
        expect(content).toBe(`0 arguments, input null, name none, time 0\nrun ${count}`)
      }
    })
  })

  test('are saved when that is asked for, and what is left when the run ends', async () => {
    await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ capabilities: NOTES }), rustProgram)
      for (const [input, content] of [
        ['unfinished', 'left it open'],
        ['left', 'saved at once, and at the end'],
      ] as const) {
        expect(await runtime.invoke({ skillName: 'test-skill', input })).toMatchObject({ outcome: 'ok', content })
      }
    })
  })

  test('can be granted one by one, and are found by their names', async () => {
    const granted = { filesystem: { read: ['notes/left'], write: ['notes/left'] } }
    await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
      await runtime.loadSkill(manifestOf({ capabilities: granted }), rustProgram)
      await runtime.invoke({ skillName: 'test-skill', input: 'unfinished' })
      expect(await runtime.invoke({ skillName: 'test-skill', input: 'left' })).toMatchObject({
        content: 'saved at once, and at the end',
      })
    })
  })

  test('that can not be saved at the end make it a failure', async () => {
    // The one time 15 bytes, the other 29.
    const save = async (maxFileBytes: number): Promise<SkillResult> =>
      runOnce({ ...(await ownFiles()), ...options, limits: { maxFileBytes } }, rustProgram, {
        input: 'unfinished',
        capabilities: NOTES,
      })
    expect((await save(44)).outcome).toBe('ok')
    expect(await save(43)).toMatchObject({
      outcome: 'trapped',
      content: 'what the skill wrote to "notes/left" could not be saved at its end: EFBIG',
    })
  })

  test('outside of what is granted are not to be reached', async () => {
    expect(await runProgram('outside')).toMatchObject({ outcome: 'ok', content: 'Err(Uncategorized)' })
    expect(await runProgram('elsewhere')).toMatchObject({ outcome: 'ok', content: 'Err(Uncategorized)' })
  })

  test('that are not granted for writing end the run as denied, with the line that is missing', async () => {
    expect(await runProgram('read-only', { filesystem: { read: ['notes'], write: [] } })).toMatchObject({
      outcome: 'denied',
      content: 'capability not permitted: path_open of notes/x: add "notes/x" to [capabilities.filesystem] write',
    })
  })

  test('are replayed without any', async () => {
    const load = (runtime: WasmSkillRuntime): Promise<void> =>
      runtime.loadSkill(manifestOf({ capabilities: NOTES }), rustProgram)
    const recorded: RecordedResult[] = []
    await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
      await load(runtime)
      for (const input of ['files', 'unfinished', 'exit']) {
        recorded.push(await runtime.invoke({ skillName: 'test-skill', input }, { record: true }))
      }
    })
    await withRuntime({ ...(await ownFiles()), ...options }, async (runtime) => {
      await load(runtime)
      for (const result of recorded) await expectReplayed(runtime, result)
    })
  })
})

test('a pointer out of bounds ends a run that printed', async () => {
  const wasm =
    wat(`(module (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "run") (drop (call $write (i32.const 1) (i32.const 65532) (i32.const 1) (i32.const 0)))))`)
  expect(await runOnce({ isolation: 'inline' }, wasm)).toMatchObject({
    outcome: 'trapped',
    content: 'the skill passed 8 bytes at 65532, its memory has 65536',
  })
})
