import { copyBytes, guestPath, NO_PATH } from './guest-file.ts'
import { type HostFunction, Pending } from './run-state.ts'

/**
 * `list_dir(path_ptr, path_len, buf_ptr, buf_len) -> length`: copies as much as there is room for of the names in a folder,
 * each with a NUL behind it, those of folders with a `/` before that; gives the whole length. A negative code where it failed.
 */
export const listDir: HostFunction = {
  name: 'list_dir',
  signature: '(i32, i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const call = { hostFunction: 'list_dir', operation: 'list' } as const
    return (pointer = 0, length = 0, bufferPointer = 0, bufferLength = 0) => {
      run.memory.assertInside(bufferPointer, bufferLength)
      const path = guestPath(run, { ...call, pointer, length })
      if (path === undefined) return NO_PATH
      return new Pending({ kind: 'file', ...call, path }, (answer) => {
        return copyBytes(run, answer, bufferPointer, bufferLength)
      })
    }
  },
}
