import type { SkillResult, WasmSkillRuntime } from '@blufio/sandbox'
import { expect, test } from 'vitest'
import { manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat, wat } from '../support/wat.ts'

const QUICK = skillWat('')
const ENDLESS = wat('(module (func (export "run") (loop (br 0))))')
const MOST_FUEL = 18_446_744_073_709_551_615n

/** Loads skills of these names, the endless ones of which end by a deadline. */
async function load(
  runtime: WasmSkillRuntime,
  names: readonly string[],
  { wasm = QUICK, seconds = 5 }: { readonly wasm?: Uint8Array; readonly seconds?: number } = {},
): Promise<void> {
  for (const name of names) {
    await runtime.loadSkill(manifestOf({ name, fuel: MOST_FUEL, epochTimeoutSecs: seconds }), wasm)
  }
}

const invoke = (runtime: WasmSkillRuntime, skillName: string): Promise<SkillResult> =>
  runtime.invoke({ skillName, input: null })

test('a skill that is called very often keeps others waiting for one of its runs only', async () => {
  await withRuntime({ workers: 1 }, async (runtime) => {
    await load(runtime, ['often', 'rare'])
    const order: string[] = []
    const runs = [...Array.from({ length: 50 }, () => 'often'), 'rare'].map(async (name) => {
      await invoke(runtime, name)
      order.push(name)
    })
    await Promise.all(runs)
    expect(order.indexOf('rare')).toBeLessThanOrEqual(2)
  })
})

test('skills that wait have turns', async () => {
  await withRuntime({ workers: 1 }, async (runtime) => {
    await load(runtime, ['a', 'b', 'c'])
    const order: string[] = []
    await Promise.all(
      [...'aaaabbbbcccc'].map(async (name) => {
        await invoke(runtime, name)
        order.push(name)
      }),
    )
    // The first one began at once, before anybody waited.
    expect(order.join('')).toBe('aabcabcabcbc')
  })
})

test('more runs than may wait are turned away at once, by a code; those that were taken come to their end', async () => {
  await withRuntime({ workers: 1, maxQueued: 5 }, async (runtime) => {
    await load(runtime, ['a'])
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => invoke(runtime, 'a')))
    const refused = ends.filter(({ status }) => status === 'rejected')
    // One runs, five wait.
    expect(refused).toHaveLength(14)
    for (const end of refused) {
      expect(end).toMatchObject({ reason: { code: 'ERR_BUSY', hint: expect.stringContaining('maxQueued') } })
    }
    expect((await invoke(runtime, 'a')).outcome).toBe('ok')
  })
})

test('a skill that waits too often does not fill the queue of others', async () => {
  await withRuntime({ workers: 1, maxQueuedPerSkill: 3 }, async (runtime) => {
    await load(runtime, ['often', 'rare'])
    const often = Promise.allSettled(Array.from({ length: 10 }, () => invoke(runtime, 'often')))
    expect((await invoke(runtime, 'rare')).outcome).toBe('ok')
    expect((await often).filter(({ status }) => status === 'rejected')).toHaveLength(6)
  })
})

test('a run that is cancelled while it waits makes room', async () => {
  await withRuntime({ workers: 1, maxQueued: 1 }, async (runtime) => {
    await load(runtime, ['endless'], { wasm: ENDLESS, seconds: 0.3 })
    const running = invoke(runtime, 'endless')
    const controller = new AbortController()
    const waiting = runtime.invoke({ skillName: 'endless', input: null }, { signal: controller.signal })
    await expect(invoke(runtime, 'endless')).rejects.toMatchObject({ code: 'ERR_BUSY' })
    controller.abort()
    expect((await waiting).outcome).toBe('cancelled')
    const next = invoke(runtime, 'endless')
    expect((await running).outcome).toBe('timed-out')
    expect((await next).outcome).toBe('timed-out')
  })
})

test('no more runs of one skill go on at once than the limit says, and others go on beside', async () => {
  await withRuntime({ workers: 2, maxConcurrentPerSkill: 1 }, async (runtime) => {
    await load(runtime, ['endless'], { wasm: ENDLESS, seconds: 1.5 })
    await load(runtime, ['quick'])
    const order: string[] = []
    const note = (name: string): Promise<void> => invoke(runtime, name).then(() => void order.push(name))
    await Promise.all([note('endless'), note('endless'), note('quick'), note('quick')])
    expect(order).toEqual(['quick', 'quick', 'endless', 'endless'])
  })
})

test('closing with drain lets what runs and what waits come to its end, and takes no more', async () => {
  await withRuntime({ workers: 1 }, async (runtime) => {
    await load(runtime, ['endless'], { wasm: ENDLESS, seconds: 0.2 })
    await load(runtime, ['quick'])
    const runs = ['endless', 'quick', 'endless', 'quick'].map((name) => invoke(runtime, name))
    const closed = runtime.close({ drain: true })
    await expect(invoke(runtime, 'quick')).rejects.toMatchObject({ code: 'ERR_RUNTIME_CLOSED' })
    expect((await Promise.all(runs)).map(({ outcome }) => outcome)).toEqual(['timed-out', 'ok', 'timed-out', 'ok'])
    await closed
  })
})

test('closing again without drain ends what a first close waits for', async () => {
  await withRuntime({ workers: 1 }, async (runtime) => {
    await load(runtime, ['endless'], { wasm: ENDLESS, seconds: 30 })
    const runs = ['endless', 'endless'].map((name) => invoke(runtime, name))
    const drained = runtime.close({ drain: true })
    await runtime.close()
    expect((await Promise.all(runs)).map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled'])
    await drained
  })
})

test('many skills are loaded at once without being turned away', async () => {
  await withRuntime({ workers: 2, maxQueued: 1, maxQueuedPerSkill: 1 }, async (runtime) => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) => runtime.loadSkill(manifestOf({ name: `skill-${index}` }), QUICK)),
    )
    expect(runtime.listSkills()).toHaveLength(30)
  })
})

test('a skill that is replaced while runs of it wait runs as it was for these', async () => {
  const says = (text: string): Uint8Array =>
    skillWat('(call $set_output (i32.const 0) (i32.const 3))', `(data (i32.const 0) "${text}")`)
  await withRuntime({ workers: 1 }, async (runtime) => {
    await load(runtime, ['a'], { wasm: says('old') })
    const before = [1, 2, 3].map(() => invoke(runtime, 'a'))
    await load(runtime, ['a'], { wasm: says('new') })
    expect((await Promise.all(before)).map(({ content }) => content)).toEqual(['old', 'old', 'old'])
    expect((await invoke(runtime, 'a')).content).toBe('new')
  })
})
