import type { HostFunction, RunState } from '../run-state.ts'
import type { FileDescriptor } from './descriptors.ts'
import { ERRNO, type Errno } from './errno.ts'
import { u64Bytes } from './little-endian.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

const SIZE = 8
const FROM_START = 0
const FROM_POSITION = 1
const FROM_END = 2

/** `fd_seek(fd, offset, whence, position)`: moves the position of an open file, also behind its end, but not before its start. */
export const fdSeek: HostFunction = wasiFunction('fd_seek', {
  answersFrom: 'descriptor',
  bind(run) {
    return (fd: number, offset: bigint, whence: number, position: number) => {
      run.memory.assertInside(position, SIZE)
      const found = seekable(run, fd)
      if (typeof found === 'number') return found
      const base = baseOf(found, whence)
      const target = base === undefined ? Number.NaN : base + Number(BigInt.asIntN(64, offset))
      if (!(target >= 0 && target <= Number.MAX_SAFE_INTEGER)) return ERRNO.inval
      found.position = target
      run.memory.write(position, u64Bytes(BigInt(target)))
      return ERRNO.success
    }
  },
})

/** `fd_tell(fd, position)`: the position of an open file. */
export const fdTell: HostFunction = wasiFunction('fd_tell', {
  answersFrom: 'descriptor',
  bind(run) {
    return (fd: number, position: number) => {
      run.memory.assertInside(position, SIZE)
      const found = seekable(run, fd)
      if (typeof found === 'number') return found
      run.memory.write(position, u64Bytes(BigInt(found.position)))
      return ERRNO.success
    }
  },
})

function baseOf({ position, file }: FileDescriptor, whence: number): number | undefined {
  if (whence === FROM_START) return 0
  if (whence === FROM_POSITION) return position
  return whence === FROM_END ? file.content.length : undefined
}

function seekable(run: RunState, fd: number): FileDescriptor | Errno {
  const found = wasiRun(run).descriptors.get(fd)
  if (found === undefined || found.type === 'folder') return ERRNO.badf
  return found.type === 'file' ? found : ERRNO.spipe
}
