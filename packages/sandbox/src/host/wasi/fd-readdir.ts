import { joinedBytes } from '../../joined-bytes.ts'
import type { HostFunction, RunState } from '../run-state.ts'
import { unexpected } from '../unexpected-answer.ts'
import { utf8Bytes } from '../utf8-bytes.ts'
import type { FolderDescriptor } from './descriptors.ts'
import { ERRNO, errnoOf } from './errno.ts'
import { ask } from './guest-path.ts'
import { u32Bytes } from './little-endian.ts'
import { direntBytes, inodeOf } from './records.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

const hostFunction = 'fd_readdir'
const SIZE = 4
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * `fd_readdir(fd, buffer, length, cookie, used)`: writes the names in a folder from the one that a cookie stands for, which
 * is how many come before it; the last may be cut where there is no more room. With cookie 0 the host is asked anew.
 */
export const fdReaddir: HostFunction = wasiFunction(hostFunction, {
  answersFrom: 'descriptor',
  waitsFor: 'filesystem',
  bind(run) {
    const { descriptors } = wasiRun(run)
    return (fd: number, pointer: number, length: number, cookie: bigint, used: number) => {
      run.memory.assertInside(pointer, length)
      run.memory.assertInside(used, SIZE)
      const folder = descriptors.get(fd)
      if (folder === undefined) return ERRNO.badf
      if (folder.type !== 'folder') return ERRNO.notdir
      const give = (names: readonly string[]): number => {
        const bytes = entriesFrom(Number(BigInt.asUintN(64, cookie)), { folder, names, room: length >>> 0 })
        return giveEntries(run, bytes, { pointer, used })
      }
      if (cookie !== 0n && folder.names !== undefined) return give(folder.names)
      return ask(folder, { hostFunction, operation: 'list' }, (answer) => {
        if (answer.kind === 'failed') return errnoOf(answer.failure)
        if (answer.kind !== 'bytes') return unexpected(answer)
        folder.names = UTF8.decode(answer.body).split('\0').slice(0, -1)
        return give(folder.names)
      })
    }
  },
})

function entriesFrom(
  first: number,
  { folder, names, room }: { folder: FolderDescriptor; names: readonly string[]; room: number },
): Uint8Array {
  const entries: Uint8Array[] = []
  let size = 0
  for (let index = first; index < names.length && size < room; index++) {
    const listed = names[index] ?? ''
    const isFolder = listed.endsWith('/')
    const name = isFolder ? listed.slice(0, -1) : listed
    const inode = inodeOf(`${folder.path}/${name}`)
    const entry = direntBytes({ next: index + 1, inode, name: utf8Bytes(name), type: isFolder ? 'directory' : 'file' })
    entries.push(entry)
    size += entry.length
  }
  return joinedBytes(entries).subarray(0, room)
}

function giveEntries(
  { memory }: RunState,
  bytes: Uint8Array,
  { pointer, used }: { pointer: number; used: number },
): number {
  memory.write(pointer, bytes)
  memory.write(used, u32Bytes(bytes.length))
  return ERRNO.success
}
