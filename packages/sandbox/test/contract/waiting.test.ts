import type { SkillResult } from '@blufio/core'
import { describe, expect, test } from 'vitest'
import type { SeenRequest } from '../support/capability-handler.ts'
import { seenRequests, testServers } from '../support/capability-server.ts'
import { type ManifestChanges, manifestOf, WAITING, withRuntime } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

const servers = testServers()

/** Loopback, which the tests' servers listen on. */
const network = { allowAddresses: ['127.0.0.0/8'] }

/** A skill that sends a request and logs, and the manifest that grants it. */
function asking(
  path: string,
  times: 'once' | 'again' = 'once',
): { readonly wasm: Uint8Array; readonly granted: ManifestChanges } {
  const url = `${servers.open}${path}`
  const wasm = skillWat(
    `(call $log (i32.const 2) (i32.const 0) (i32.const 4))
     (loop $again
     (drop (call $http_request (i32.const 0) (i32.const ${url.length}) (i32.const 0) (i32.const 0) (i32.const 0)))
     (call $log (i32.const 2) (i32.const 0) (i32.const 5))
     (br_if $again (i32.const ${times === 'again' ? 1 : 0})))`,
    `(import "blufio" "http_request" (func $http_request (param i32 i32 i32 i32 i32) (result i32)))
     (data (i32.const 0) "${url}")`,
  )
  return { wasm, granted: { capabilities: { network: { domains: [servers.open] } } } }
}

const COMPUTING = skillWat('')

describe.each(WAITING)('a run that waits for its host, %s', (_, isolation) => {
  const options = { ...isolation, network, workers: 1 }

  test('keeps no other run waiting, of its own skill or another, and burns no fuel', async () => {
    const { wasm, granted } = asking('/later/2500')
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf({ name: 'asks', ...granted }), wasm)
      await runtime.loadSkill(manifestOf({ name: 'computes' }), COMPUTING)
      const ended: string[] = []
      const run = async (skillName: string): Promise<SkillResult> => {
        const result = await runtime.invoke({ skillName, input: null })
        ended.push(skillName)
        return result
      }
      const results = await Promise.all(['asks', 'asks', 'computes', 'computes'].map(run))
      expect(results.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok'])
      expect(ended).toEqual(['computes', 'computes', 'asks', 'asks'])
      const quick = asking('/status/200')
      await runtime.loadSkill(manifestOf({ name: 'asks', ...quick.granted }), quick.wasm)
      const { usage } = await runtime.invoke({ skillName: 'asks', input: null })
      expect(results[0]?.usage.fuel).toBe(usage.fuel)
    })
  })

  test('is cancelled when the runtime is closed, and its request with it', async () => {
    const id = crypto.randomUUID()
    const { wasm, granted } = asking(`/drip?id=${id}`)
    const result = await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(granted), wasm)
      const run = runtime.invoke({ skillName: 'test-skill', input: null })
      await arrived(id)
      await runtime.close()
      return run
    })
    expect(result.outcome).toBe('cancelled')
    expect(await seenAs('aborted', id)).toBe(true)
  })

  test('comes to its end when the runtime is closed and drains', async () => {
    const id = crypto.randomUUID()
    const { wasm, granted } = asking(`/later/300?id=${id}`)
    const result = await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(granted), wasm)
      const run = runtime.invoke({ skillName: 'test-skill', input: null })
      await arrived(id)
      await runtime.close({ drain: true })
      return run
    })
    expect(result).toMatchObject({ outcome: 'ok', logs: [{}, {}] })
  })

  test('asks so often at most', async () => {
    const { wasm, granted } = asking('/status/200', 'again')
    const limits = { maxHostRequests: 3 }
    await withRuntime({ ...options, limits }, async (runtime) => {
      await runtime.loadSkill(manifestOf(granted), wasm)
      const result = await runtime.invoke({ skillName: 'test-skill', input: null }, { record: true })
      expect(result).toMatchObject({ outcome: 'denied', content: expect.stringContaining('more than 3 requests') })
      // The one before, and one for each request that was answered.
      expect(result.logs).toHaveLength(4)
      const { trace, ...told } = result
      if (trace === undefined) throw new Error('there is no trace')
      const replayed = await runtime.replay(trace)
      expect([replayed.outcome, replayed.content]).toEqual([told.outcome, told.content])
    })
  })

  test('keeps what it logged before when its time is up', async () => {
    const { wasm, granted } = asking('/drip')
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf({ ...granted, epochTimeoutSecs: 0.3 }), wasm)
      const result = await runtime.invoke({ skillName: 'test-skill', input: null })
      expect(result).toMatchObject({ outcome: 'timed-out', logs: [{ message: 'http' }] })
    })
  })
})

function arrived(id: string): Promise<boolean> {
  return seenAs('open', id)
}

/** Whether the servers see the request with this id come to a state. */
async function seenAs(state: SeenRequest['state'], id: string): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await seenRequests(servers.open, id)).at(-1)?.state === state) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
