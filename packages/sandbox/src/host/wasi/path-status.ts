import type { HostFunction } from '../run-state.ts'
import { unexpected } from '../unexpected-answer.ts'
import { ERRNO, errnoOf } from './errno.ts'
import { ask, guestPath } from './guest-path.ts'
import { FILESTAT_SIZE, filestatBytes, inodeOf } from './records.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

const hostFunction = 'path_filestat_get'

/** `path_filestat_get(fd, lookup, path, path_len, status)`: type, size, and when it changed last, for all three times. */
export const pathFilestatGet: HostFunction = wasiFunction(hostFunction, {
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    return (descriptor: number, _lookup: number, pointer: number, length: number, status: number) => {
      run.memory.assertInside(status, FILESTAT_SIZE)
      const found = guestPath(run, { hostFunction, descriptor, pointer, length })
      if (typeof found === 'number') return found
      return ask(found, { hostFunction, operation: 'stat' }, (answer) => {
        if (answer.kind === 'failed') return errnoOf(answer.failure)
        if (answer.kind !== 'stat') return unexpected(answer)
        const { type, modifiedMs } = answer.stat
        if (found.isFolder && type === 'file') return ERRNO.notdir
        // What was written to it can be about to go back.
        const size = wasiRun(run).files.get(found.path)?.content.length ?? answer.stat.size
        run.memory.write(status, filestatBytes(inodeOf(found.path), { type, size, modifiedMs }))
        return ERRNO.success
      })
    }
  },
})
