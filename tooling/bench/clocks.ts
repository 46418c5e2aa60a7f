import { WASI } from 'node:wasi'

/** Of WASI: `CLOCK_PROCESS_CPUTIME_ID` and `CLOCK_THREAD_CPUTIME_ID`. */
const WASI_CLOCKS = { process: 2, thread: 3 } as const

/** Reads a time in milliseconds, from a start that means nothing. */
export type Clock = () => number

/** The time that passes. */
export const elapsed: Clock = () => performance.now()

/**
 * The time that the processors gave to this thread: it stands still while they serve others. The time that passes where
 * the system can't tell.
 *
 * WASI has that clock to the nanosecond, while `process.threadCpuUsage` counts in ticks of milliseconds.
 */
export const threadTime: Clock = processorClock('thread')

/** The time that the processors gave to all threads of this process together. */
export const processTime: Clock = processorClock('process')

function processorClock(of: keyof typeof WASI_CLOCKS): Clock {
  const wasi = new WASI({ version: 'preview1' })
  const memory = new WebAssembly.Memory({ initial: 1 })
  wasi.initialize({ exports: { memory } })
  const clockTimeGet = wasi.wasiImport['clock_time_get'] as (id: number, precision: bigint, at: number) => number
  const view = new DataView(memory.buffer)
  if (clockTimeGet(WASI_CLOCKS[of], 1n, 0) !== 0) return elapsed
  return () => {
    clockTimeGet(WASI_CLOCKS[of], 1n, 0)
    return Number(view.getBigUint64(0, true)) / 1e6
  }
}
