// What ending a thread does where a guest spins in it: this file is the program, and the thread, too.
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { wat } from '../support/wat.ts'

/** Counts in shared memory for ever. */
const COUNTING = wat(`(module (import "h" "m" (memory 1 1 shared))
  (func (export "run") (loop (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1))) (br 0))))`)

if (isMainThread) await answerInput(terminate)
else count(workerData as WebAssembly.Memory)

/** Whether a guest that spins is stopped when its thread is ended. */
async function terminate(): Promise<'stops' | 'goes on'> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const counter = new Int32Array(memory.buffer)
  const worker = new Worker(new URL(import.meta.url), { workerData: memory })
  while (Atomics.load(counter, 0) === 0) await sleep(10)
  // Not awaited: some engines end it never.
  void worker.terminate()
  const isCounting = async (): Promise<boolean> => {
    const before = Atomics.load(counter, 0)
    await sleep(300)
    return Atomics.load(counter, 0) !== before
  }
  for (let round = 0; round < 5; round++) if (!(await isCounting())) return 'stops'
  return 'goes on'
}

function count(memory: WebAssembly.Memory): void {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(COUNTING), { h: { m: memory } })
  ;(exports['run'] as () => void)()
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
