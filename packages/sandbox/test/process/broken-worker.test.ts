import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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
    const call = { kind: 'call', call: 1, timeoutMs: 60_000, request: { kind: 'file' }, blocked: false }
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
})
