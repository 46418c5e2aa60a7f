import type { HostFunction, RunState } from '../run-state.ts'
import type { Descriptor } from './descriptors.ts'
import { ERRNO, type Errno } from './errno.ts'
import { readBuffers, scatter } from './io-vectors.ts'
import { u32Bytes } from './little-endian.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

const SIZE = 4

/** `fd_read(fd, iovecs, count, read)`: the next bytes of the skill's input, as JSON in UTF-8, or of an open file; none at the end. */
export const fdRead: HostFunction = wasiFunction('fd_read', {
  answersFrom: 'descriptor',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, vectors: number, count: number, read: number) => {
      const source = descriptors.get(fd)
      const position = source !== undefined && 'position' in source ? source.position : 0
      const taken = readFrom(run, source, { position, vectors, count, read })
      if (source !== undefined && 'position' in source && 'bytes' in taken) source.position += taken.bytes
      return taken.errno
    }
  },
})

/** `fd_pread(fd, iovecs, count, offset, read)`: the bytes of an open file at an offset. */
export const fdPread: HostFunction = wasiFunction('fd_pread', {
  answersFrom: 'descriptor',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, vectors: number, count: number, offset: bigint, read: number) => {
      const source = descriptors.get(fd)
      if (source !== undefined && source.type !== 'file') return source.type === 'folder' ? ERRNO.isdir : ERRNO.spipe
      // A number of JavaScript is exact enough to be beyond the end of all that can be open.
      return readFrom(run, source, { position: Number(BigInt.asUintN(64, offset)), vectors, count, read }).errno
    }
  },
})

interface ReadArguments {
  readonly position: number
  readonly vectors: number
  readonly count: number
  /** Where the guest wants to have the number of bytes. */
  readonly read: number
}

type Taken = { readonly errno: typeof ERRNO.success; readonly bytes: number } | { readonly errno: Errno }

function readFrom(
  { memory, input }: RunState,
  source: Descriptor | undefined,
  { position, vectors, count, read }: ReadArguments,
): Taken {
  memory.assertInside(read, SIZE)
  const buffers = readBuffers(memory, vectors, count)
  if (source?.type === 'folder') return { errno: ERRNO.isdir }
  if (source === undefined || source.type === 'output') return { errno: ERRNO.badf }
  if (source.type === 'file' && !source.canRead) return { errno: ERRNO.badf }
  if (buffers === undefined) return { errno: ERRNO.inval }
  const content = source.type === 'input' ? input : source.file.content.bytes
  const bytes = scatter(memory, buffers, content.subarray(Math.min(position, content.length)))
  memory.write(read, u32Bytes(bytes))
  return { errno: ERRNO.success, bytes }
}
