import { type FunctionFuel, isBlufioError } from '@blufio/core'
import { compileMetered, instantiateMetered, type RewritePolicy } from '@blufio/sandbox/rewriter'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

/** $leaf costs 3 a call, $twice what two calls of it cost and 4 more, and `run` calls both. */
const CALLS = `
  (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  (func $twice (param i32) (result i32) (call $leaf (call $leaf (local.get 0))))
  (func (export "run") (drop (call $twice (call $leaf (i32.const 1)))))`

test.for<[what: string, text: string, rows: [index: number, fuel: bigint][]]>([
  [
    'functions whose callers pay',
    CALLS,
    // Each call of $leaf: entering it and three operators.
    [
      [0, 12n],
      [1, 4n],
      [2, 4n],
    ],
  ],
  [
    'one that calls itself and that others call, too',
    `(func $down (export "down") (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))
     (func (export "run") (call $down (i32.const 9)))`,
    // Ten times entering, local.get and if; nine times what is in it.
    [
      [0, 66n],
      [1, 3n],
    ],
  ],
  [
    'tail calls',
    `(func $last (param i32) (result i32) (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2))))
     (func (export "run") (result i32) (return_call $last (i32.const 0)))`,
    [
      [0, 4n],
      [1, 3n],
    ],
  ],
  [
    'calls within a loop that is paid for as a whole',
    `(func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
     (func (export "run") (local $i i32)
       (loop $again
         (drop (call $leaf (local.get $i)))
         (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000)))))`,
    [
      [1, 9_001n],
      [0, 4_000n],
    ],
  ],
  [
    'operators that cost by length, within loops and outside',
    `(memory 1 3)
     (func $fill (memory.fill (i32.const 0) (i32.const 1) (i32.const 500)))
     (func (export "run") (local $i i32)
       (drop (memory.grow (i32.const 2)))
       (loop $again
         (memory.copy (i32.const 0) (i32.const 8) (i32.const 100))
         (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10))))
       (call $fill))`,
    [
      [1, 1_116n],
      [0, 505n],
    ],
  ],
])('the fuel of %s is told by function', async ([_, text, rows], context) => {
  const wasm = wat(`(module ${text})`)
  if (!WebAssembly.validate(wasm)) return context.skip('needs tail calls')
  const { instance, run } = await profiled(wasm)
  run()
  expect(figures(instance.fuelByFunction() ?? [])).toEqual(rows)
  expect(sum(instance.fuelByFunction() ?? [])).toBe(instance.fuelConsumed)
})

test('what instantiation costs and what the host takes belongs to no function', async () => {
  const text = '(table 2 funcref) (elem (i32.const 0) func $run $run) (func $run (export "run") nop)'
  const { instance, run } = await profiled(wat(`(module ${text})`))
  const startup = instance.fuelConsumed
  run()
  instance.charge(40n)
  expect(figures(instance.fuelByFunction() ?? [])).toEqual([
    [-1, startup + 40n],
    [0, 1n],
  ])
})

test('a function goes by its name in the name section, else by its first export, as far as 256 characters', async () => {
  const long = 'x'.repeat(1_000)
  const wasm = wat(`(module
    (func $inner nop)
    (func (export "run") (export "other") (call $inner) (call 2))
    (func (export "${long}") (drop (i32.const 0)) (call 0)))`)
  const { instance, run } = await profiled(Uint8Array.from([...wasm, ...nameSection([[0, 'inner'], [2]])]))
  run()
  const names = new Map((instance.fuelByFunction() ?? []).map(({ functionIndex, name }) => [functionIndex, name]))
  expect(names).toEqual(
    new Map([
      [0, 'inner'],
      [1, 'run'],
      [2, 'x'.repeat(256)],
    ]),
  )
})

test('an instance that is reset tells of its last run alone', async () => {
  const { instance, run } = await profiled(wat(`(module ${CALLS})`), { resettable: true })
  run()
  const once = instance.fuelByFunction()
  instance.reset(1_000n)
  expect(instance.fuelByFunction()).toEqual([])
  run()
  expect(instance.fuelByFunction()).toEqual(once)
})

test('an instance of a module that was not compiled for it tells nothing', async () => {
  const instance = instantiateMetered(await compileMetered(wat('(module)')), {}, { fuel: 1n })
  expect(instance.fuelByFunction()).toBeUndefined()
})

const SKILL = skillWat('(call $work)', '(func $work (call $log (i32.const 2) (i32.const 0) (i32.const 0)))')
const invocation = { skillName: 'test-skill', input: null }

describe.each(ISOLATIONS)('the profile of a run, $isolation', (options) => {
  test('comes to its fuel, which is the same as without', async () => {
    await withRuntime({ ...options, limits: { hostCallFuel: 100 } }, async (runtime) => {
      await runtime.loadSkill(manifestOf(), SKILL)
      const plain = await runtime.invoke(invocation)
      expect(plain).not.toHaveProperty('profile')
      for (let run = 0; run < 3; run++) {
        const { usage, profile, outcome } = await runtime.invoke(invocation, { profile: true })
        expect(outcome).toBe('ok')
        expect(usage.fuel).toBe(plain.usage.fuel)
        expect(profile?.find(({ functionIndex }) => functionIndex === -1)).toEqual({ functionIndex: -1, fuel: 100n })
        expect(profile).toHaveLength(3)
        expect(sum(profile ?? [])).toBe(usage.fuel)
      }
      expect(await runtime.invoke(invocation)).not.toHaveProperty('profile')
    })
  })

  test.each([
    ['out-of-fuel', '(loop $again (br $again))'],
    ['out-of-fuel', '(memory.fill (i32.const 0) (i32.const 0) (i32.const 60000))'],
    ['trapped', 'unreachable'],
  ])('comes to the fuel of a run that is %s by %s', async (outcome, body) => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(
        manifestOf({ fuel: 50_000n }),
        skillWat('(call $work)', `(memory (export "memory") 1) (func $work ${body})`),
      )
      const result = await runtime.invoke(invocation, { profile: true })
      expect(result.outcome).toBe(outcome)
      expect(sum(result.profile ?? [])).toBe(result.usage.fuel)
    })
  })

  test('is that of the skill which is loaded now', async () => {
    await withRuntime(options, async (runtime) => {
      const fuels: unknown[] = []
      for (const body of ['', 'nop (drop (i32.const 1))', '(drop (i32.add (i32.const 1) (i32.const 1)))']) {
        await runtime.loadSkill(manifestOf(), skillWat(body))
        const { profile } = await runtime.invoke(invocation, { profile: true })
        fuels.push(profile?.map(({ fuel }) => fuel))
      }
      expect(fuels).toEqual([[1n], [2n], [4n]])
    })
  })

  test('can be had with a trace', async () => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), SKILL)
      const { profile, trace, usage } = await runtime.invoke(invocation, { profile: true, record: true })
      expect(sum(profile ?? [])).toBe(usage.fuel)
      if (trace === undefined) return expect.unreachable('there is no trace')
      expect((await runtime.replay(trace)).usage.fuel).toBe(usage.fuel)
    })
  })

  test('has at most a row for each of a thousand functions, and one for the rest', async () => {
    const functions = Array.from({ length: 1_500 }, (_, index) => `(func $f${index} (export "f${index}") nop)`)
    const calls = functions.map((_, index) => `(call $f${index})`).join(' ')
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), skillWat(calls, functions.join(' ')))
      const { profile, usage } = await runtime.invoke(invocation, { profile: true })
      expect(profile).toHaveLength(1_001)
      expect(sum(profile ?? [])).toBe(usage.fuel)
    })
  })
})

test('a runtime that is closed while a module is compiled for a profile says so', async () => {
  await withRuntime({ isolation: 'inline' }, async (runtime) => {
    await runtime.loadSkill(manifestOf(), SKILL)
    const run = runtime.invoke(invocation, { profile: true }).catch((error: unknown) => error)
    await runtime.close()
    const error = await run
    expect(isBlufioError(error) && error.code).toBe('ERR_RUNTIME_CLOSED')
  })
})

/** A name section of functions, which breaks off where one has an index and no name. */
function nameSection(names: readonly (readonly [index: number, name?: string])[]): number[] {
  const text = (of: string): number[] => [of.length, ...new TextEncoder().encode(of)]
  const entries = names.flatMap(([index, name]) => [index, ...(name === undefined ? [] : text(name))])
  const content = [...text('name'), 1, entries.length + 1, names.length, ...entries]
  return [0, content.length, ...content]
}

async function profiled(wasm: Uint8Array<ArrayBuffer>, policy: RewritePolicy = {}) {
  const module = await compileMetered(wasm, { ...policy, profile: true })
  const instance = instantiateMetered(module, {}, { fuel: 1_000_000n, reusable: true })
  return { instance, run: instance.exports['run'] as () => unknown }
}

function figures(rows: readonly FunctionFuel[]): [index: number, fuel: bigint][] {
  return rows.map(({ functionIndex, fuel }) => [functionIndex, fuel])
}

function sum(rows: readonly FunctionFuel[]): bigint {
  return rows.reduce((total, { fuel }) => total + fuel, 0n)
}
