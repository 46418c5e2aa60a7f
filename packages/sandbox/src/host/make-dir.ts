import { doneCode, guestPath, NO_PATH } from './guest-file.ts'
import { type HostFunction, Pending } from './run-state.ts'

/** `make_dir(path_ptr, path_len) -> 0`: makes a folder. A negative code where it failed. */
export const makeDir: HostFunction = {
  name: 'make_dir',
  signature: '(i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const call = { hostFunction: 'make_dir', operation: 'make-directory' } as const
    return (pointer = 0, length = 0) => {
      const path = guestPath(run, { ...call, pointer, length })
      return path === undefined ? NO_PATH : new Pending({ kind: 'file', ...call, path }, doneCode)
    }
  },
}
