import { spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { HostAnswer, HostRequest } from '../host/host-request.ts'
import { frameAnswer, frameCall, unframeAnswer, unframeCall } from './call-frames.ts'
import { PipedCalls } from './piped-calls.node.ts'
import type { HostCallMessage } from './protocol.ts'
import { SharedAnswers } from './shared-answers.ts'

const BODY = Uint8Array.from({ length: 100_000 }, (_, index) => index * 7)

const ANSWERS: readonly HostAnswer[] = [
  { kind: 'done' },
  { kind: 'timed-out' },
  { kind: 'cancelled' },
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
  '%s comes out of its frame as it went in',
  (_, answer) => {
    expect(unframeAnswer(frameAnswer(answer))).toEqual(answer)
  },
)

const REQUESTS: readonly HostRequest[] = [
  { kind: 'file', hostFunction: 'write_file', operation: 'write', path: 'data', data: BODY },
  { kind: 'file', hostFunction: 'stat_path', operation: 'stat', path: '\ud800 é' },
  { kind: 'http', hostFunction: 'http_fetch', method: 'PUT', url: 'u', headers: [['body', 'data']], body: BODY },
]

test.each(REQUESTS)('a call by $hostFunction comes out of its frame as it went in', (request) => {
  const call: HostCallMessage = { kind: 'call', job: 1, call: 2, request, timeoutMs: 0.5, blocked: true }
  expect(unframeCall(frameCall(call))).toEqual(call)
})

test('a child that is blocked is answered each call, however long, and one that is too long ends it', async () => {
  const code = `
    import { InheritedCalls } from ${JSON.stringify(new URL('./piped-calls.node.ts', import.meta.url).href)}
    const calls = new InheritedCalls(3, () => process.exit(1))
    const ask = (call, data) => {
      const request = { kind: 'file', hostFunction: 'write_file', operation: 'write', path: '', data }
      calls.ask({ kind: 'call', job: 1, call, request, timeoutMs: 1, blocked: true })
      return calls.take(call)
    }
    for (let call = 1; call <= ${ANSWERS.length}; call++) ask(call, new Uint8Array(call * 500_000).fill(call))
    ask(${ANSWERS.length + 1}, new Uint8Array(10_000_000))`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: [0, 1, 2, 'pipe'] })
  const calls = new PipedCalls(child.stdio[3] as Duplex, 9_000_000)
  const asked: HostCallMessage[] = []
  const reason = await new Promise<string>((resolve) => {
    calls.listen((call) => {
      asked.push(call)
      calls.give(call.call, ANSWERS[call.call - 1] as HostAnswer)
    }, resolve)
    child.on('exit', (code) => resolve(`exit ${code}`))
  })
  child.kill('SIGKILL')
  expect(reason).toBe('it sent what is no call')
  const sizes = asked.map(({ request }) => 'data' in request && request.data.length)
  expect(sizes).toEqual(ANSWERS.map((_, index) => (index + 1) * 500_000))
})

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
