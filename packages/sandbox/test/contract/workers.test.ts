import { expect, test } from 'vitest'
import { manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const ENDLESS = wat('(module (func (export "run") (loop (br 0))))')
const MOST_FUEL = 18_446_744_073_709_551_615n

test('the thread of the caller goes on while a skill spins', async () => {
  await withRuntime({}, async (runtime) => {
    await runtime.loadSkill(manifestOf({ fuel: MOST_FUEL, epochTimeoutSecs: 0.5 }), ENDLESS)
    let turns = 0
    const timer = setInterval(() => turns++, 10)
    expect((await runtime.invoke({ skillName: 'test-skill', input: null })).outcome).toBe('timed-out')
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })
})

test('a deadline ends its own run and no other', async () => {
  await withRuntime({ workers: 2 }, async (runtime) => {
    const count = skillWat(
      '(local i32) (loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 200000000))))',
    )
    await runtime.loadSkill(manifestOf({ name: 'short', fuel: MOST_FUEL, epochTimeoutSecs: 0.1 }), ENDLESS)
    await runtime.loadSkill(manifestOf({ name: 'long', fuel: MOST_FUEL, epochTimeoutSecs: 60 }), count)
    const long = runtime.invoke({ skillName: 'long', input: null })
    for (let round = 0; round < 3; round++) {
      expect((await runtime.invoke({ skillName: 'short', input: null })).outcome).toBe('timed-out')
    }
    expect((await long).outcome).toBe('ok')
  })
})

test('a signal cancels the run it was given to, and no other', async () => {
  await withRuntime({ workers: 2 }, async (runtime) => {
    await runtime.loadSkill(manifestOf({ fuel: MOST_FUEL, epochTimeoutSecs: 2 }), ENDLESS)
    const controller = new AbortController()
    const cancelled = runtime.invoke({ skillName: 'test-skill', input: null }, { signal: controller.signal })
    const other = runtime.invoke({ skillName: 'test-skill', input: null })
    setTimeout(() => controller.abort(), 100)
    expect(await Promise.race([cancelled, other])).toMatchObject({ outcome: 'cancelled', isError: true })
    expect((await other).outcome).toBe('timed-out')
    expect(
      (await runtime.invoke({ skillName: 'test-skill', input: null }, { signal: controller.signal })).outcome,
    ).toBe('cancelled')
  })
})

test('a run that waits for a worker can be cancelled too', async () => {
  await withRuntime({ workers: 1 }, async (runtime) => {
    await runtime.loadSkill(manifestOf({ fuel: MOST_FUEL, epochTimeoutSecs: 0.5 }), ENDLESS)
    const first = runtime.invoke({ skillName: 'test-skill', input: null })
    const controller = new AbortController()
    const waiting = runtime.invoke({ skillName: 'test-skill', input: null }, { signal: controller.signal })
    controller.abort()
    expect((await waiting).outcome).toBe('cancelled')
    expect((await first).outcome).toBe('timed-out')
  })
})

test('more runs than workers all come to their end', async () => {
  await withRuntime({ workers: 2 }, async (runtime) => {
    await runtime.loadSkill(
      manifestOf(),
      skillWat('(call $get_input (i32.const 0)) (call $set_output (i32.const 0) (call $get_input_len))'),
    )
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, input) => runtime.invoke({ skillName: 'test-skill', input })),
    )
    expect(results.map(({ content }) => content)).toEqual(Array.from({ length: 50 }, (_, input) => String(input)))
  })
})

test('closing ends what runs and what waits as cancelled', async () => {
  await withRuntime({ workers: 1 }, async (runtime) => {
    await runtime.loadSkill(manifestOf({ fuel: MOST_FUEL, epochTimeoutSecs: 30 }), ENDLESS)
    const runs = [1, 2, 3].map(() => runtime.invoke({ skillName: 'test-skill', input: null }))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await runtime.close()
    expect((await Promise.all(runs)).map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  })
})

test("a worker's file that is not there is told as such", async () => {
  await withRuntime({ workerUrl: new URL('./no-such-worker.js', import.meta.url) }, async (runtime) => {
    await expect(runtime.loadSkill(manifestOf(), skillWat(''))).rejects.toMatchObject({ code: 'ERR_WORKER_FAILED' })
  })
})
