import { doneCode, guestPath, NO_PATH } from './guest-file.ts'
import { type HostFunction, Pending } from './run-state.ts'

/**
 * `write_file(path_ptr, path_len, data_ptr, data_len) -> 0`: makes a file of these bytes, or puts it in an old one's place,
 * whole or not at all. A negative code where it failed.
 */
export const writeFile: HostFunction = {
  name: 'write_file',
  signature: '(i32, i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const call = { hostFunction: 'write_file', operation: 'write' } as const
    return (pointer = 0, length = 0, dataPointer = 0, dataLength = 0) => {
      run.memory.assertInside(dataPointer, dataLength)
      const path = guestPath(run, { ...call, pointer, length })
      if (path === undefined) return NO_PATH
      // One byte above what a file can have: enough to be refused.
      const data = run.memory.read(dataPointer, Math.min(dataLength >>> 0, run.limits.maxFileWriteBytes + 1))
      return new Pending({ kind: 'file', ...call, path, data }, doneCode)
    }
  },
}
