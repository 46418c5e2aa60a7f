import type { LogLevel } from '@blufio/core'
import type { HostFunction } from './run-state.ts'

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error']

/**
 * `log(level, ptr, len)`: keeps a line of UTF-8; level 0 is trace, 4 error, any other number info.
 *
 * Bytes that are no UTF-8 show as U+FFFD, controls as `\u{1b}`. A line that is too long is cut and says so.
 */
export const log: HostFunction = {
  name: 'log',
  signature: '(i32, i32, i32) -> ()',
  answersFrom: 'run',
  bind({ memory, logs }) {
    return (level = 2, pointer = 0, length = 0) => {
      const size = length >>> 0
      memory.assertInside(pointer, length)
      logs.add(LEVELS[level] ?? 'info', memory.read(pointer, Math.min(size, logs.room)), size)
      return undefined
    }
  },
}
