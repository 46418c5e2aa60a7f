import { RunEnd } from '../outcome.ts'
import type { HostFunction } from './run-state.ts'

/** `set_output(ptr, len)`: takes `len` bytes of UTF-8 as the result; a later call replaces an earlier one. */
export const setOutput: HostFunction = {
  name: 'set_output',
  signature: '(i32, i32) -> ()',
  answersFrom: 'run',
  bind(run) {
    return (pointer = 0, length = 0) => {
      const size = length >>> 0
      run.memory.assertInside(pointer, length)
      if (size > run.limits.maxOutputBytes) {
        throw new RunEnd({
          outcome: 'output-too-large',
          content: `the skill set an output of ${size} bytes, the limit is ${run.limits.maxOutputBytes}`,
        })
      }
      run.output = run.memory.read(pointer, length)
      return undefined
    }
  },
}
