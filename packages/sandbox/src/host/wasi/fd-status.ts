import type { HostFunction, RunState } from '../run-state.ts'
import type { Descriptor } from './descriptors.ts'
import { ERRNO } from './errno.ts'
import { FDSTAT_SIZE, FILESTAT_SIZE, type FileType, fdstatBytes, filestatBytes, inodeOf } from './records.ts'
import { ALL_RIGHTS, APPEND, RIGHT_TO_READ, RIGHT_TO_WRITE } from './rights.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

/** `fd_fdstat_get(fd, status)`: what a descriptor stands for. Standard input, output and error are of unknown type: no terminals. */
export const fdFdstatGet: HostFunction = wasiFunction('fd_fdstat_get', {
  answersFrom: 'descriptor',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, status: number) => {
      run.memory.assertInside(status, FDSTAT_SIZE)
      const found = descriptors.get(fd)
      if (found === undefined) return ERRNO.badf
      const flags = found.type === 'file' && found.appends ? APPEND : 0
      run.memory.write(status, fdstatBytes({ type: typeOf(found), flags, rights: rightsOf(found) }))
      return ERRNO.success
    }
  },
})

/** `fd_fdstat_set_flags(fd, flags)`: whether an open file is written at its end; other flags change nothing. */
export const fdFdstatSetFlags: HostFunction = wasiFunction('fd_fdstat_set_flags', {
  answersFrom: 'descriptor',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, flags: number) => {
      const found = descriptors.get(fd)
      if (found === undefined) return ERRNO.badf
      if (found.type === 'file') found.appends = (flags & APPEND) !== 0
      return ERRNO.success
    }
  },
})

/** `fd_filestat_get(fd, status)`: type and size of what a descriptor stands for; all times are 0, `path_filestat_get` tells them. */
export const fdFilestatGet: HostFunction = wasiFunction('fd_filestat_get', {
  answersFrom: 'descriptor',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, status: number) => {
      run.memory.assertInside(status, FILESTAT_SIZE)
      const found = descriptors.get(fd)
      if (found === undefined) return ERRNO.badf
      const size = found.type === 'file' ? found.file.content.length : 0
      run.memory.write(status, filestatBytes(inodeOfDescriptor(found), { type: typeOf(found), size, modifiedMs: 0 }))
      return ERRNO.success
    }
  },
})

/** `fd_filestat_set_size(fd, size)`: cuts an open file, or puts zeros behind it. */
export const fdFilestatSetSize: HostFunction = wasiFunction('fd_filestat_set_size', {
  answersFrom: 'descriptor',
  bind(run) {
    return (fd: number, size: bigint) => setSize(run, fd, Number(BigInt.asUintN(64, size)))
  },
})

function setSize(run: RunState, fd: number, size: number): number {
  const { descriptors, files } = wasiRun(run)
  const found = descriptors.get(fd)
  if (found === undefined) return ERRNO.badf
  if (found.type !== 'file' || !found.canWrite) return ERRNO.inval
  const refusal = files.refusal(found.file, size)
  if (refusal !== undefined) return refusal
  found.file.content.resize(size)
  found.file.changed = true
  return ERRNO.success
}

function typeOf({ type }: Descriptor): FileType {
  if (type === 'folder') return 'directory'
  return type === 'file' ? 'file' : 'unknown'
}

function rightsOf(descriptor: Descriptor): bigint {
  if (descriptor.type === 'input') return RIGHT_TO_READ
  if (descriptor.type === 'output') return RIGHT_TO_WRITE
  // Libraries look at them before they ask; what is granted is for the host to say.
  if (descriptor.type === 'folder') return ALL_RIGHTS
  const refused = (descriptor.canRead ? 0n : RIGHT_TO_READ) | (descriptor.canWrite ? 0n : RIGHT_TO_WRITE)
  return ALL_RIGHTS & ~refused
}

function inodeOfDescriptor(descriptor: Descriptor): bigint {
  if (descriptor.type === 'folder') return inodeOf(descriptor.path)
  return descriptor.type === 'file' ? inodeOf(descriptor.file.path) : 0n
}
