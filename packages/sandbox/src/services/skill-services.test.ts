import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { nodePlatform } from '../platform/platform.node.ts'
import { DEFAULT_RUN_LIMITS } from '../run-limits.ts'
import { SkillServices } from './skill-services.ts'

const manifest = {
  name: 'test-skill',
  version: '1.0.0',
  description: 'A skill made for a test',
  capabilities: { env: [], network: { domains: ['api.example.com'] }, filesystem: { read: ['cache'], write: [] } },
  resources: { fuel: 1n, memoryMb: 1, epochTimeoutSecs: 1 },
  wasmEntry: 'skill.wasm',
}

// What is rejected with nobody listening ends a process, and fails a run of vitest.
test('files that can not be had are told of once, however long the network takes to be made ready', async () => {
  const platform = nodePlatform()
  const httpClient: typeof platform.httpClient = async (options) => {
    const client = await platform.httpClient(options)
    await setImmediate()
    return client
  }
  const files = { storage: 'opfs' } as const
  const options = { network: {}, files, secrets: {}, limits: DEFAULT_RUN_LIMITS }
  const opened = new SkillServices({ ...platform, httpClient }, options).open(manifest)
  await expect(opened).rejects.toMatchObject({ code: 'ERR_OPTION' })
})

test('who does not keep to the number of requests, or sends a body that is none, is given nothing', async () => {
  const limits = { ...DEFAULT_RUN_LIMITS, maxHostRequests: 2 }
  const options = { network: {}, files: { storage: 'memory' }, secrets: {}, limits } as const
  const { perform } = await new SkillServices(nodePlatform(), options).open(manifest)
  const ask = perform()
  const { signal } = new AbortController()
  const stat = { kind: 'file', hostFunction: 'stat_path', operation: 'stat', path: 'cache' } as const
  const url = 'https://api.example.com/'
  const body = ['x'.repeat(1_000)] as unknown as Uint8Array<ArrayBuffer>
  const forged = { kind: 'http', hostFunction: 'http_fetch', method: 'POST', url, headers: [], body } as const
  expect(await ask(forged, signal)).toEqual({ kind: 'failed', failure: 'invalid-argument' })
  expect(await ask(stat, signal)).toEqual({ kind: 'failed', failure: 'not-found' })
  expect(await ask(stat, signal)).toEqual({ kind: 'failed', failure: 'invalid-argument' })
  expect(await perform()(stat, signal)).toEqual({ kind: 'failed', failure: 'not-found' })
})
