import type { LogLevel } from '@blufio/core'
import type { HostFunction } from './run-state.ts'

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error']
const UTF8 = new TextDecoder()

/**
 * `log(level, ptr, len)`: keeps a line of UTF-8; level 0 is trace, 4 error, any other number info.
 *
 * Bytes that are no UTF-8 show as U+FFFD. A line longer than what is left of the log is cut and says so.
 */
export const log: HostFunction = {
  name: 'log',
  signature: '(i32, i32, i32) -> ()',
  bind({ memory, logs }) {
    return (level = 2, pointer = 0, length = 0) => {
      const size = length >>> 0
      memory.assertInside(pointer, length)
      const { room } = logs
      if (room === 0) logs.drop()
      else {
        const taken = Math.min(size, room)
        const text = UTF8.decode(memory.read(pointer, taken))
        const message = taken === size ? text : `${text} … [cut: ${taken} of ${size} bytes]`
        // A line of no bytes takes one, so that there is an end to them.
        logs.add(LEVELS[level] ?? 'info', message, Math.max(taken, 1))
      }
      return undefined
    }
  },
}
