import type { HostFunction, RunState } from '../run-state.ts'
import { utf8Bytes } from '../utf8-bytes.ts'
import { ERRNO } from './errno.ts'
import { PRESTAT_SIZE, prestatBytes } from './records.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

/** `fd_prestat_get(fd, prestat)`: of a path that the manifest grants, how long it is; EBADF for any other descriptor. */
export const fdPrestatGet: HostFunction = wasiFunction('fd_prestat_get', {
  answersFrom: 'descriptor',
  bind(run) {
    return (fd: number, prestat: number) => {
      run.memory.assertInside(prestat, PRESTAT_SIZE)
      const name = grantedName(run, fd)
      if (name === undefined) return ERRNO.badf
      run.memory.write(prestat, prestatBytes(name.length))
      return ERRNO.success
    }
  },
})

/** `fd_prestat_dir_name(fd, name, length)`: writes a path that the manifest grants, as it stands there. */
export const fdPrestatDirName: HostFunction = wasiFunction('fd_prestat_dir_name', {
  answersFrom: 'descriptor',
  bind(run) {
    return (fd: number, pointer: number, length: number) => {
      run.memory.assertInside(pointer, length)
      const name = grantedName(run, fd)
      if (name === undefined) return ERRNO.badf
      if (name.length > length >>> 0) return ERRNO.nametoolong
      run.memory.write(pointer, name)
      return ERRNO.success
    }
  },
})

function grantedName(run: RunState, fd: number): Uint8Array | undefined {
  const found = wasiRun(run).descriptors.get(fd)
  return found?.type === 'folder' && found.isGranted ? utf8Bytes(found.path) : undefined
}
