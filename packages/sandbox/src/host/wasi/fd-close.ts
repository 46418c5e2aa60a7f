import type { HostFunction } from '../run-state.ts'
import { ERRNO } from './errno.ts'
import { save } from './open-file.ts'
import type { WasiName } from './signatures.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

/** `fd_close(fd)`: closes a descriptor; what was written to a file goes back before. Also where that fails it is closed. */
export const fdClose: HostFunction = wasiFunction('fd_close', {
  answersFrom: 'descriptor',
  waitsFor: 'filesystem',
  bind(run) {
    const { descriptors, files } = wasiRun(run)
    return (fd: number) => {
      const found = descriptors.get(fd)
      if (found === undefined) return ERRNO.badf
      descriptors.close(fd)
      if (found.type !== 'file') return ERRNO.success
      const { file } = found
      return save(file, 'fd_close', (error) => {
        files.close(file)
        return error
      })
    }
  },
})

/** `fd_sync(fd)`: what was written to a file goes back. */
export const fdSync: HostFunction = saving('fd_sync')

/** `fd_datasync(fd)`: the same as {@link fdSync}. */
export const fdDatasync: HostFunction = saving('fd_datasync')

function saving(name: WasiName): HostFunction {
  return wasiFunction(name, {
    answersFrom: 'descriptor',
    waitsFor: 'filesystem',
    bind(run) {
      const { descriptors } = wasiRun(run)
      return (fd: number) => {
        const found = descriptors.get(fd)
        if (found === undefined) return ERRNO.badf
        if (found.type !== 'file') return ERRNO.inval
        return save(found.file, name, (error) => error)
      }
    },
  })
}
