import { expect, test } from 'vitest'
import { skillWat, wat } from '../../test/support/wat.ts'
import type { RunSettings } from '../invocation.ts'
import { type PreparedSkill, prepareBytes } from '../prepare.ts'
import { DEFAULT_RUN_LIMITS } from '../run-limits.ts'
import type { WorkerMessage } from './protocol.ts'
import { serve } from './serve.ts'

const SETTINGS: RunSettings = {
  fuel: 1_000n,
  memoryMb: 1,
  timeoutMs: 1_000,
  limits: DEFAULT_RUN_LIMITS,
  capabilities: { env: [] },
}
const REQUEST = { input: 'null', env: new Map<string, string>() }

/** A worker's side of the protocol, and a way to wait for its next answer. */
function worker(): { readonly ask: ReturnType<typeof serve>; readonly answer: () => Promise<WorkerMessage> } {
  const answers: WorkerMessage[] = []
  let wake = (): void => {}
  const ask = serve((message) => {
    if (message.kind === 'ready') return
    answers.push(message)
    wake()
  })
  const answer = async (): Promise<WorkerMessage> => {
    for (;;) {
      const first = answers.shift()
      if (first !== undefined) return first
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { ask, answer }
}

async function skillOf(body: string): Promise<PreparedSkill> {
  return prepareBytes(
    { skillName: 'x', wasm: skillWat(body), policy: { resettable: true }, settings: SETTINGS },
    undefined,
  )
}

test('a worker keeps a skill until it is told to forget it', async () => {
  const { ask, answer } = worker()
  ask({
    ...{ kind: 'prepare', job: 1, asBytes: false },
    request: { skillName: 'x', wasm: skillWat(''), policy: {}, settings: SETTINGS },
  })
  const prepared = await answer()
  if (prepared.kind !== 'prepared') throw new Error('the module was not prepared')
  ask({ kind: 'load', key: 7, skill: prepared.skill })
  const kinds: string[] = []
  for (const job of [2, 3, 4]) {
    if (job === 4) ask({ kind: 'forget', key: 7 })
    ask({ kind: 'run', job, key: 7, request: REQUEST })
    kinds.push((await answer()).kind)
  }
  expect(kinds).toEqual(['done', 'done', 'failed'])
})

test('a skill that comes as bytes is compiled once, before its first run', async () => {
  const { ask, answer } = worker()
  ask({ kind: 'load', key: 1, skill: await skillOf('') })
  for (const job of [1, 2]) {
    ask({ kind: 'run', job, key: 1, request: REQUEST })
    expect(await answer()).toMatchObject({ kind: 'done', job, result: { outcome: 'ok' } })
  }
})

test('bytes that this engine can not compile make a run end as an invalid module', async () => {
  const { ask, answer } = worker()
  const skill = await skillOf('')
  ask({ kind: 'load', key: 1, skill: { ...skill, code: wat('(module)').slice(0, 7) } })
  ask({ kind: 'run', job: 1, key: 1, request: REQUEST })
  expect(await answer()).toMatchObject({ kind: 'done', result: { outcome: 'invalid-module', isError: true } })
})
