import { expect, test, vi } from 'vitest'
import type { HostAnswer, HostRequest } from '../host/host-request.ts'
import { performBounded } from './perform-bounded.ts'

const REQUEST: HostRequest = { kind: 'file', hostFunction: 'stat_path', operation: 'stat', path: 'a' }

/** Work that goes on until it is told to end, and answers only some time after that. */
function endless(): {
  signals: AbortSignal[]
  perform: (request: HostRequest, signal: AbortSignal) => Promise<HostAnswer>
} {
  const signals: AbortSignal[] = []
  return {
    signals,
    perform: (_, signal) => {
      signals.push(signal)
      return new Promise(() => {})
    },
  }
}

test('an answer that comes in time is given, and the work is not told to end', async () => {
  let signal: AbortSignal | undefined
  const perform = async (_: HostRequest, work: AbortSignal): Promise<HostAnswer> => {
    signal = work
    return { kind: 'done' }
  }
  expect(await performBounded(perform, REQUEST, { timeoutMs: 10, signal: undefined })).toEqual({ kind: 'done' })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(signal?.aborted).toBe(false)
})

test('work that takes longer is told to end, and the answer does not wait for it', async () => {
  const { signals, perform } = endless()
  expect(await performBounded(perform, REQUEST, { timeoutMs: 1, signal: undefined })).toEqual({ kind: 'timed-out' })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test('a signal that is raised ends it, and one that was raised before lets nothing begin', async () => {
  const { signals, perform } = endless()
  const controller = new AbortController()
  const bounds = { timeoutMs: 60_000, signal: controller.signal }
  const answer = performBounded(perform, REQUEST, bounds)
  controller.abort()
  expect(await answer).toEqual({ kind: 'cancelled' })
  expect(await performBounded(perform, REQUEST, bounds)).toEqual({ kind: 'cancelled' })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test('work that throws has failed, and ends nothing else', async () => {
  const perform = async (): Promise<HostAnswer> => {
    throw new TypeError('no path')
  }
  const answer = await performBounded(perform, REQUEST, { timeoutMs: 10, signal: undefined })
  expect(answer).toEqual({ kind: 'failed', failure: 'input-output' })
})

test('nothing is left of it once it is over', async () => {
  const controller = new AbortController()
  const remove = vi.spyOn(controller.signal, 'removeEventListener')
  await performBounded(async () => ({ kind: 'done' }), REQUEST, { timeoutMs: 60_000, signal: controller.signal })
  await Promise.resolve()
  expect(remove).toHaveBeenCalledOnce()
})
