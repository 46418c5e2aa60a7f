import type { HostFunction, RunState } from '../run-state.ts'
import { ERRNO } from './errno.ts'
import { u64Bytes } from './little-endian.ts'
import { wasiFunction } from './wasi-function.ts'

const REALTIME = 0
const MONOTONIC = 1
/** Both clocks tick in whole milliseconds: a finer one would serve to measure what others do. */
const NANOSECONDS_PER_TICK = 1_000_000n

/** `clock_res_get(id, resolution)`: a millisecond, of the real time and of the monotonic clock; there are no others. */
export const clockResGet: HostFunction = wasiFunction('clock_res_get', {
  answersFrom: 'run',
  bind({ memory }) {
    return (id: number, resolution: number) => {
      if (id !== REALTIME && id !== MONOTONIC) return ERRNO.inval
      memory.write(resolution, u64Bytes(NANOSECONDS_PER_TICK))
      return ERRNO.success
    }
  },
})

/**
 * `clock_time_get(id, precision, time)`: nanoseconds, by the grant of the clock. With the real one the monotonic clock starts
 * at 0 when it is first asked; with a fixed instant, and without any, time stands still, and the monotonic clock at 0.
 */
export const clockTimeGet: HostFunction = wasiFunction('clock_time_get', {
  answersFrom: 'platform',
  bind({ memory, capabilities: { clock } }) {
    const { realtimeMs, monotonicMs } = clock === true ? realClock() : stoppedClock(clock)
    return (id: number, _precision: bigint, time: number) => {
      if (id !== REALTIME && id !== MONOTONIC) return ERRNO.inval
      const ms = id === REALTIME ? realtimeMs() : monotonicMs()
      memory.write(time, u64Bytes(BigInt(Math.floor(ms)) * NANOSECONDS_PER_TICK))
      return ERRNO.success
    }
  },
})

interface Clock {
  readonly realtimeMs: () => number
  readonly monotonicMs: () => number
}

function realClock(): Clock {
  const startedAt = performance.now()
  return { realtimeMs: () => Math.max(0, Date.now()), monotonicMs: () => performance.now() - startedAt }
}

function stoppedClock(clock: Exclude<RunState['capabilities']['clock'], true>): Clock {
  // Times before 1970 can't be told.
  const instant = clock === undefined ? 0 : Math.max(0, Date.parse(clock) || 0)
  return { realtimeMs: () => instant, monotonicMs: () => 0 }
}
