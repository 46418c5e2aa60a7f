import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RunProgress } from '@blufio/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { manifestOf, withRuntime } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

/** A process that loads skills, begins their runs, and sends the host then what `said` gives of the job. */
function brokenWorker(said: string): URL {
  const folder = mkdtempSync(join(tmpdir(), 'blufio-broken-worker-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'worker.mjs')
  writeFileSync(
    path,
    `import { writeSync } from 'node:fs'
    const request = { kind: 'http', hostFunction: 'http_fetch', method: 'GET', url: 'https://a.example/', headers: [], body: new Uint8Array() }
    const call = { kind: 'call', call: 1, timeoutMs: 60_000, request, blocked: false }
    const progress = { fuel: 1n, memoryBytes: 0, elapsedMs: 0, logs: [] }
    const usage = { fuel: 1n, fuelExact: true, peakMemoryBytes: 0, durationMs: 0 }
    const result = { content: '', isError: false, outcome: 'ok', usage, logs: [] }
    const answers = {
      prepare: ({ job, request }) => [{ kind: 'prepared', job, skill: { code: request.wasm, imports: [], settings: request.settings } }],
      run({ job }) {
        const [status] = process.argv.slice(2)
        writeSync(Number(status), Int32Array.of(job), 0, 4, 4)
        return ${said}
      },
    }
    process.on('message', (message) => answers[message.kind]?.(message).forEach((answer) => process.send(answer)))
    process.send({ kind: 'ready' })`,
  )
  return pathToFileURL(path)
}

describe.skipIf(process.platform === 'win32')('a process that a guest broke', () => {
  test.each([
    ['nothing', '[null]'],
    ['a number', '[1]'],
    ['no kind of message', "[{ kind: 'other', job }]"],
    ['a time that no timer takes', '[{ ...call, job, timeoutMs: 1n }]'],
    ['a call that has no number', '[{ ...call, job, call: 1n }]'],
    ['call upon call, without waiting', '[{ ...call, job }, { ...call, job }]'],
    ['no result', "[{ kind: 'done', job }]"],
    ['a result of nothing', "[{ kind: 'done', job, result: {} }]"],
    ['progress of nothing', "[{ kind: 'progress', job }]"],
    ['progress in numbers that are none', "[{ kind: 'progress', job, progress: { ...progress, fuel: 1 } }]"],
    ['progress with lines that are none', "[{ kind: 'progress', job, progress: { ...progress, logs: [null] } }]"],
    ['a profile that is no list', "[{ kind: 'done', job, result: { ...result, aside: { profile: {} } } }]"],
    [
      'a profile of what is no fuel',
      "[{ kind: 'done', job, result: { ...result, aside: { profile: [{ functionIndex: 0, fuel: 1 }] } } }]",
    ],
    [
      'a profile of what is no function',
      "[{ kind: 'done', job, result: { ...result, aside: { profile: [{ functionIndex: 0.5, fuel: 1n }] } } }]",
    ],
  ])('and that sends %s is ended, and its skill is trapped', async (_, said) => {
    // Nobody is ever found: what the worker asked for is still waited for when it asks again.
    const network = { resolve: () => new Promise<never>(() => {}) }
    const options = { isolation: 'process', workers: 1, workerUrl: brokenWorker(said), network } as const
    await withRuntime(options, async (runtime) => {
      const capabilities = { network: { domains: ['a.example'] } }
      await runtime.loadSkill(manifestOf({ capabilities }), skillWat(''))
      await expect(runtime.invoke({ skillName: 'test-skill', input: null })).resolves.toMatchObject({
        outcome: 'trapped',
        content: expect.stringMatching(
          /^the skill brought its worker down: it (?:sent what is no message|asked for something while it waited)$/,
        ),
      })
    })
  })

  test('and that sends progress of other runs, and what nobody asked for, is not heard', async () => {
    const said = `[
      { kind: 'progress', job: job + 1, progress },
      { kind: 'progress', job, progress: { ...progress, more: 1 } },
      { kind: 'done', job, result: { ...result, aside: { profile: [{ functionIndex: 0, fuel: 1n }] } } },
      { kind: 'progress', job, progress },
    ]`
    const options = { isolation: 'process', workers: 1, workerUrl: brokenWorker(said) } as const
    await withRuntime(options, async (runtime) => {
      await runtime.loadSkill(manifestOf(), skillWat(''))
      const invocation = { skillName: 'test-skill', input: null }
      const result = await runtime.invoke(invocation)
      expect(result.outcome).toBe('ok')
      expect(result).not.toHaveProperty('profile')
      const told: RunProgress[] = []
      await runtime.invoke(invocation, { onProgress: (progress) => told.push(progress) })
      expect(told).toEqual([{ fuel: 1n, memoryBytes: 0, elapsedMs: 0, logs: [] }])
    })
  })
})
