import { copyBytes, guestPath, NO_PATH } from './guest-file.ts'
import { type HostFunction, Pending } from './run-state.ts'

/**
 * `read_file(path_ptr, path_len, buf_ptr, buf_len) -> length`: copies as much of a file as there is room for, and gives its
 * whole length; `buf_len` 0 asks for that. A negative code where it failed, with nothing written.
 */
export const readFile: HostFunction = {
  name: 'read_file',
  signature: '(i32, i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const call = { hostFunction: 'read_file', operation: 'read' } as const
    return (pointer = 0, length = 0, bufferPointer = 0, bufferLength = 0) => {
      run.memory.assertInside(bufferPointer, bufferLength)
      const path = guestPath(run, { ...call, pointer, length })
      if (path === undefined) return NO_PATH
      return new Pending({ kind: 'file', ...call, path }, (answer) => {
        if (answer.kind === 'bytes') run.lastBody = answer.body
        return copyBytes(run, answer, bufferPointer, bufferLength)
      })
    }
  },
}
