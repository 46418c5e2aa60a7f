import type { HostFunction, RunState } from '../run-state.ts'
import type { FileDescriptor } from './descriptors.ts'
import { ERRNO, type Errno } from './errno.ts'
import { type GuestBuffer, gather, readBuffers } from './io-vectors.ts'
import { u32Bytes } from './little-endian.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

const SIZE = 4
/** A call prints less than it was asked for, as it may: how long it takes must not depend on the guest alone. */
const MAX_PRINTED_BYTES = 65_536

/**
 * `fd_write(fd, iovecs, count, written)`: what is written to 1 is logged as `info`, or is the output of a program; to 2 it is
 * logged as `warn`, line by line. Into an open file it is written at its position, or at its end if it is open for that.
 */
export const fdWrite: HostFunction = wasiFunction('fd_write', {
  answersFrom: 'descriptor',
  bind(run) {
    const { memory } = run
    const { descriptors } = wasiRun(run)
    return (fd: number, vectors: number, count: number, written: number) => {
      memory.assertInside(written, SIZE)
      const buffers = readBuffers(memory, vectors, count)
      const target = descriptors.get(fd)
      if (target === undefined || target.type === 'input' || target.type === 'folder') return ERRNO.badf
      if (buffers === undefined) return ERRNO.inval
      if (target.type === 'file') {
        const position = target.appends ? target.file.content.length : target.position
        return writeFile(run, target, { position, buffers, written, moves: true })
      }
      const bytes = gather(memory, buffers, MAX_PRINTED_BYTES)
      target.stream.write(bytes)
      memory.write(written, u32Bytes(bytes.length))
      return ERRNO.success
    }
  },
})

/** `fd_pwrite(fd, iovecs, count, offset, written)`: writes into an open file at an offset. */
export const fdPwrite: HostFunction = wasiFunction('fd_pwrite', {
  answersFrom: 'descriptor',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, vectors: number, count: number, offset: bigint, written: number) => {
      run.memory.assertInside(written, SIZE)
      const buffers = readBuffers(run.memory, vectors, count)
      const target = descriptors.get(fd)
      if (target === undefined || target.type === 'folder') return ERRNO.badf
      if (target.type !== 'file') return ERRNO.spipe
      if (buffers === undefined) return ERRNO.inval
      return writeFile(run, target, { position: Number(BigInt.asUintN(64, offset)), buffers, written, moves: false })
    }
  },
})

interface WriteArguments {
  readonly position: number
  readonly buffers: readonly GuestBuffer[]
  /** Where the guest wants to have the number of bytes. */
  readonly written: number
  /** Whether the position moves behind what is written. */
  readonly moves: boolean
}

function writeFile(
  run: RunState,
  target: FileDescriptor,
  { position, buffers, written, moves }: WriteArguments,
): Errno {
  const { memory, limits } = run
  if (!target.canWrite) return ERRNO.badf
  const { file } = target
  // One byte above what a file can have: enough to be refused.
  const bytes = gather(memory, buffers, limits.maxFileWriteBytes + 1)
  if (bytes.length > 0) {
    const refusal = wasiRun(run).files.refusal(file, position + bytes.length)
    if (refusal !== undefined) return refusal
    file.content.write(position, bytes)
    file.changed = true
  }
  if (moves) target.position = position + bytes.length
  memory.write(written, u32Bytes(bytes.length))
  return ERRNO.success
}
