import { isWithin, parsePath } from '../../policy/path.ts'
import type { GuestAnswer, HostFunction, RunState } from '../run-state.ts'
import { ERRNO } from './errno.ts'
import { ask, guestPath } from './guest-path.ts'
import { doneErrno } from './open-file.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

/** `path_create_directory(fd, path, path_len)`: makes a folder. */
export const pathCreateDirectory: HostFunction = wasiFunction('path_create_directory', {
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const hostFunction = 'path_create_directory'
    return (descriptor: number, pointer: number, length: number) => {
      const found = guestPath(run, { hostFunction, descriptor, pointer, length })
      if (typeof found === 'number') return found
      return ask(found, { hostFunction, operation: 'make-directory' }, doneErrno)
    }
  },
})

/** `path_unlink_file(fd, path, path_len)`: removes a file, but no folder. */
export const pathUnlinkFile: HostFunction = removing('path_unlink_file', 'file')

/** `path_remove_directory(fd, path, path_len)`: removes an empty folder, but no file. */
export const pathRemoveDirectory: HostFunction = removing('path_remove_directory', 'directory')

function removing(
  hostFunction: 'path_unlink_file' | 'path_remove_directory',
  expected: 'file' | 'directory',
): HostFunction {
  return wasiFunction(hostFunction, {
    answersFrom: 'platform',
    waitsFor: 'filesystem',
    bind(run) {
      return (descriptor: number, pointer: number, length: number) => {
        const found = guestPath(run, { hostFunction, descriptor, pointer, length })
        if (typeof found === 'number') return found
        const remove = (): GuestAnswer =>
          ask(found, { hostFunction, operation: 'remove' }, (answer) => {
            const error = doneErrno(answer)
            const file = wasiRun(run).files.get(found.path)
            if (error === ERRNO.success && file !== undefined) file.isRemoved = true
            return error
          })
        // The host removes the one as well as the other. Where the guest may not read, it can't be told which it is.
        if (!mayRead(run, found.path)) return remove()
        return ask(found, { hostFunction, operation: 'stat' }, (answer) => {
          if (answer.kind !== 'stat' || answer.stat.type === expected) return remove()
          return expected === 'file' ? ERRNO.isdir : ERRNO.notdir
        })
      }
    },
  })
}

function mayRead({ capabilities: { filesystem } }: RunState, text: string): boolean {
  const path = parsePath(text)
  if (typeof path === 'string') return false
  return (filesystem?.read ?? []).some((granted) => {
    const grant = parsePath(granted)
    return typeof grant !== 'string' && isWithin(path, grant)
  })
}
