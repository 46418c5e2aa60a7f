import { doneCode, guestPath, NO_PATH } from './guest-file.ts'
import { type HostFunction, Pending } from './run-state.ts'

/** `remove_path(path_ptr, path_len) -> 0`: removes a file or an empty folder. A negative code where it failed. */
export const removePath: HostFunction = {
  name: 'remove_path',
  signature: '(i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const call = { hostFunction: 'remove_path', operation: 'remove' } as const
    return (pointer = 0, length = 0) => {
      const path = guestPath(run, { ...call, pointer, length })
      return path === undefined ? NO_PATH : new Pending({ kind: 'file', ...call, path }, doneCode)
    }
  },
}
