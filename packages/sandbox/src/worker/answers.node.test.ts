import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { HostAnswer } from '../host/host-request.ts'
import { decodeAnswer, encodeAnswer } from './answer-bytes.ts'
import { SharedAnswers } from './shared-answers.ts'

const BODY = Uint8Array.from({ length: 100_000 }, (_, index) => index * 7)

const ANSWERS: readonly HostAnswer[] = [
  { kind: 'done' },
  { kind: 'interrupted' },
  { kind: 'failed', failure: 'not-found' },
  { kind: 'denied', content: 'no: é\u0000\ud800', asked: '"' },
  { kind: 'bytes', body: new Uint8Array() },
  { kind: 'bytes', body: BODY },
  {
    kind: 'response',
    status: 200,
    headers: [
      ['body', 'a'],
      ['x-é', ''],
    ],
    body: BODY,
  },
  { kind: 'stat', stat: { type: 'file', size: 2 ** 52, modifiedMs: 0.5 } },
]

test.each(ANSWERS.map((answer) => [answer.kind, answer] as const))(
  '%s comes out of its bytes as it went in',
  (_, answer) => {
    expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer)
  },
)

test('a thread that is blocked gets each answer, however long, in turn', async () => {
  const answers = SharedAnswers.create(1_000_000)
  const code = `
    import { parentPort, workerData } from 'node:worker_threads'
    import { SharedAnswers } from ${JSON.stringify(new URL('./shared-answers.ts', import.meta.url).href)}
    const answers = new SharedAnswers(workerData)
    for (let call = 1; call <= ${ANSWERS.length}; call++) {
      parentPort.postMessage({ call })
      parentPort.postMessage({ answer: answers.take(call) })
    }`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { workerData: answers.buffer })
  const taken: HostAnswer[] = []
  await new Promise<void>((resolve, reject) => {
    worker.on('message', ({ call, answer }: { call?: number; answer?: HostAnswer }) => {
      if (call !== undefined) answers.give(call, ANSWERS[call - 1] as HostAnswer)
      if (answer !== undefined) taken.push(answer)
    })
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })
  expect(taken).toEqual(ANSWERS)
})

test('an answer that there is no room for is told as too large', () => {
  const answers = SharedAnswers.create(1_000)
  answers.give(7, { kind: 'bytes', body: BODY })
  expect(answers.take(7)).toEqual({ kind: 'failed', failure: 'too-large' })
})
