import { createSkillRuntime } from '@blufio/sandbox'
import { describe, expect, test } from 'vitest'
import { ISOLATIONS, manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

const WRONG = { code: 'ERR_OPTION' }
const run = { skillName: 'test-skill', input: null }

describe.each(ISOLATIONS)('a fault of the caller, $isolation', (options) => {
  test.each([
    ['a controller', new AbortController()],
    ['a number', 5],
    ['null', null],
  ])('%s as a signal is refused, and the next run is not touched', async (_, signal) => {
    await withRuntime({ ...options, workers: 1 }, async (runtime) => {
      await runtime.loadSkill(manifestOf(), skillWat(''))
      await expect(runtime.invoke(run, { signal: signal as never })).rejects.toMatchObject(WRONG)
      expect((await runtime.invoke(run)).outcome).toBe('ok')
      await runtime.close({ drain: true })
    })
  })

  test('a misspelt option is never taken for its default', async () => {
    await withRuntime(options, async (runtime) => {
      const wasm = skillWat('')
      for (const verification of [{ sha: 'a'.repeat(64) }, 'a'.repeat(64), { sha256: 'abc' }, null]) {
        await expect(runtime.loadSkill(manifestOf(), wasm, verification as never)).rejects.toMatchObject(WRONG)
      }
      expect(runtime.hasSkill('test-skill')).toBe(false)
      await runtime.loadSkill(manifestOf(), wasm)
      await expect(runtime.invoke(run, { recrod: true } as never)).rejects.toMatchObject(WRONG)
      await expect(runtime.close({ drian: true } as never)).rejects.toMatchObject(WRONG)
      expect((await runtime.invoke(run)).outcome).toBe('ok')
    })
  })

  test('a call without a name says so', async () => {
    await withRuntime(options, async (runtime) => {
      for (const invocation of [undefined, 'test-skill', { skill: 'test-skill' }]) {
        await expect(runtime.invoke(invocation as never)).rejects.toMatchObject({
          ...WRONG,
          message: expect.stringContaining('skillName'),
        })
      }
    })
  })
})

test.each([
  ['no object', 5, 'options'],
  ['null', null, 'options'],
  ['an unknown name', { wrokers: 2 }, 'wrokers'],
  ['an unknown limit', { limits: { maxLogs: 2 } }, 'limits.maxLogs'],
  ['a limit out of range', { limits: { maxLogLines: -1 } }, 'limits.maxLogLines'],
  ['a request without an end', { limits: { requestTimeoutMs: 2 ** 31 } }, 'limits.requestTimeoutMs'],
  ['fuel as a bigint', { limits: { hostCallFuel: 5n } }, '5n'],
  ['an environment that is none', { env: null }, 'env'],
  ['the path of a worker as text', { workerUrl: './worker.js' }, 'workerUrl'],
  ['no such isolation', { isolation: 'thread' }, "'process'"],
])('a runtime with %s is refused', async (_, options, part) => {
  await expect(createSkillRuntime(options as never)).rejects.toMatchObject({
    ...WRONG,
    message: expect.stringContaining(part),
  })
})
