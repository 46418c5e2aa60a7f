import { guestPath, NO_PATH } from './guest-file.ts'
import { FAILURE_CODES, type FileStat } from './host-request.ts'
import { type HostFunction, Pending } from './run-state.ts'
import { unexpected } from './unexpected-answer.ts'

const STAT_BYTES = 24

/**
 * `stat_path(path_ptr, path_len, buf_ptr) -> 0`: writes what is known of a file or folder as 24 bytes, little endian: u32
 * type (0 file, 1 folder), u32 zero, u64 size in bytes, u64 when it changed last in milliseconds since 1970. A negative code
 * where it failed, with nothing written.
 */
export const statPath: HostFunction = {
  name: 'stat_path',
  signature: '(i32, i32, i32) -> (i32)',
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    const call = { hostFunction: 'stat_path', operation: 'stat' } as const
    return (pointer = 0, length = 0, bufferPointer = 0) => {
      run.memory.assertInside(bufferPointer, STAT_BYTES)
      const path = guestPath(run, { ...call, pointer, length })
      if (path === undefined) return NO_PATH
      return new Pending({ kind: 'file', ...call, path }, (answer) => {
        if (answer.kind === 'failed') return FAILURE_CODES[answer.failure]
        if (answer.kind !== 'stat') return unexpected(answer)
        run.memory.write(bufferPointer, statBytes(answer.stat))
        return 0
      })
    }
  },
}

function statBytes({ type, size, modifiedMs }: FileStat): Uint8Array {
  const bytes = new Uint8Array(STAT_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, type === 'file' ? 0 : 1, true)
  view.setBigUint64(8, BigInt(size), true)
  view.setBigUint64(16, BigInt(modifiedMs), true)
  return bytes
}
