import { expect, test } from 'vitest'
import { skillWat } from '../../test/support/wat.ts'
import type { RunRequest } from '../invocation.ts'
import { DEFAULT_RUN_LIMITS } from '../run-limits.ts'
import type { WorkerMessage } from './protocol.ts'
import { serve } from './serve.ts'

const REQUEST: RunRequest = {
  input: new TextEncoder().encode('null'),
  fuel: 1_000n,
  memoryMb: 1,
  timeoutMs: 1_000,
  env: new Map(),
  limits: DEFAULT_RUN_LIMITS,
}

test('a worker keeps a module until it is told to forget it, and one that was replaced not at all', async () => {
  const answers: WorkerMessage[] = []
  const ask = serve((message) => answers.push(message))
  await ask({ kind: 'prepare', job: 1, request: { skillName: 'x', wasm: skillWat(''), policy: {} } })
  const module = answers[0]?.kind === 'prepared' ? answers[0].module : undefined
  if (module === undefined) throw new Error('the module was not prepared')
  const run = { kind: 'run', key: 7, request: REQUEST } as const
  await ask({ ...run, job: 2, keep: true, module })
  await ask({ ...run, job: 3, keep: true })
  await ask({ kind: 'forget', key: 7 })
  await ask({ ...run, job: 4, keep: true })
  await ask({ ...run, job: 5, keep: false, module })
  await ask({ ...run, job: 6, keep: true })
  expect(answers.slice(1).map(({ kind, job }) => [job, kind])).toEqual([
    [2, 'done'],
    [3, 'done'],
    [4, 'failed'],
    [5, 'done'],
    [6, 'failed'],
  ])
})
