import type { RunProgress } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

/** Logs, then grows its memory, then spins. */
const BUSY = skillWat(
  '(call $log (i32.const 2) (i32.const 0) (i32.const 5)) (drop (memory.grow (i32.const 3))) (loop $again (br $again))',
  '(data (i32.const 0) "begun")',
)

const limits = { fuel: 1_000_000_000_000n, epochTimeoutSecs: 1 }

describe.each(ISOLATIONS)('the progress of a run, $isolation', (options) => {
  test('tells its fuel, memory, time and new lines while it goes on', async () => {
    const told: RunProgress[] = []
    const result = await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(limits), BUSY)
      return runtime.invoke({ skillName: 'test-skill', input: null }, { onProgress: (progress) => told.push(progress) })
    })
    expect(result.outcome).toBe('timed-out')
    expect(told.length).toBeGreaterThan(2)
    expect(told.length).toBeLessThan(25)
    expect(told.flatMap(({ logs }) => logs)).toEqual([{ level: 'info', message: 'begun' }])
    const last = told.at(-1)
    expect(last?.memoryBytes).toBe(4 * 65_536)
    const fuels = told.map(({ fuel }) => fuel)
    expect(fuels).toEqual([...fuels].sort((one, other) => (one < other ? -1 : 1)))
    expect(fuels[0]).toBeGreaterThan(0n)
    expect(result.usage.fuel).toBeGreaterThanOrEqual(last?.fuel ?? 0n)
    expect(last?.elapsedMs).toBeLessThanOrEqual(result.usage.durationMs)
  })

  test('costs no fuel, and is told of no run that did not ask', async () => {
    const count = skillWat(
      '(local $left i32) (local.set $left (i32.const 1000000)) (loop $again (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))',
    )
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), count)
      const fuelOf = async (onProgress?: (progress: RunProgress) => void): Promise<bigint> => {
        const chosen = onProgress === undefined ? {} : { onProgress }
        return (await runtime.invoke({ skillName: 'test-skill', input: null }, chosen)).usage.fuel
      }
      expect(await fuelOf(() => {})).toBe(await fuelOf())
    })
  })

  test('tells no secret in a line, as the result does not', async () => {
    const told: RunProgress[] = []
    const secrets = [{ name: 'KEY', domain: 'a.example', header: 'X-Key' }]
    const capabilities = { network: { domains: ['a.example'] }, secrets }
    const result = await withRuntime({ ...options, secrets: { KEY: 'begun-with-this' } }, async (runtime) => {
      const text = '(data (i32.const 0) "it is begun-with-this")'
      const log = '(call $log (i32.const 2) (i32.const 0) (i32.const 21))'
      await runtime.loadSkill(
        manifestOf({ ...limits, capabilities }),
        skillWat(`${log} (loop $again (br $again))`, text),
      )
      return runtime.invoke({ skillName: 'test-skill', input: null }, { onProgress: (progress) => told.push(progress) })
    })
    expect(told.flatMap(({ logs }) => logs)).toEqual(result.logs)
    expect(result.logs).toEqual([{ level: 'info', message: `it is ${'*'.repeat(15)}` }])
  })

  test.each([
    ['throws', () => expect.fail('a fault of the observer')],
    ['rejects', () => Promise.reject(new Error('a fault of the observer'))],
  ])('an observer that %s changes nothing of the run', async (_, onProgress) => {
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(limits), BUSY)
      const { outcome } = await runtime.invoke({ skillName: 'test-skill', input: null }, { onProgress })
      expect(outcome).toBe('timed-out')
    })
  })
})
