import type { HostBytes } from '../host-request.ts'
import { type GuestAnswer, type HostFunction, Pending, type RunState } from '../run-state.ts'
import { unexpected } from '../unexpected-answer.ts'
import { ERRNO, errnoOf } from './errno.ts'
import { ask, type GuestPath, guestPath } from './guest-path.ts'
import { u32Bytes } from './little-endian.ts'
import { doneErrno } from './open-file.ts'
import { APPEND, RIGHT_TO_READ, RIGHT_TO_WRITE } from './rights.ts'
import { wasiFunction } from './wasi-function.ts'
import { wasiRun } from './wasi-run.ts'

const hostFunction = 'path_open'
const SIZE = 4
const CREATE = 1
const FOLDER = 2
const EXCLUSIVE = 4
const TRUNCATE = 8

/**
 * `path_open(fd, lookup, path, path_len, how, rights, inherited, flags, opened)`: opens a folder, or a file, which is read as
 * a whole. A file that is made, or cut to nothing, is so at once; so it needs to be granted for reading only where
 * something of it is kept.
 */
export const pathOpen: HostFunction = wasiFunction(hostFunction, {
  answersFrom: 'platform',
  waitsFor: 'filesystem',
  bind(run) {
    return (
      ...[descriptor, , pointer, length, how, rights, , flags, opened]: [
        ...[fd: number, lookup: number, path: number, length: number, how: number],
        ...[rights: bigint, inherited: bigint, flags: number, opened: number],
      ]
    ) => {
      run.memory.assertInside(opened, SIZE)
      const found = guestPath(run, { hostFunction, descriptor, pointer, length })
      if (typeof found === 'number') return found
      if (!wasiRun(run).descriptors.hasRoom) return ERRNO.mfile
      const opening = new Opening(run, found, {
        ...{ how, opened, appends: (flags & APPEND) !== 0 },
        ...{ canRead: (rights & RIGHT_TO_READ) !== 0n, canWrite: (rights & RIGHT_TO_WRITE) !== 0n },
      })
      return opening.start()
    }
  },
})

interface OpenArguments {
  readonly how: number
  readonly canRead: boolean
  readonly canWrite: boolean
  readonly appends: boolean
  /** Where the guest wants to have the descriptor. */
  readonly opened: number
}

/** The steps of opening something. */
class Opening {
  private readonly run: RunState
  private readonly target: GuestPath
  private readonly asked: OpenArguments

  constructor(run: RunState, target: GuestPath, asked: OpenArguments) {
    this.run = run
    this.target = target
    this.asked = asked
  }

  start(): GuestAnswer {
    if (this.target.isFolder || this.has(FOLDER)) return this.openFolder()
    return this.has(CREATE) && this.has(TRUNCATE) && !this.has(EXCLUSIVE) ? this.make() : this.read()
  }

  private openFolder(): GuestAnswer {
    return ask(this.target, { hostFunction, operation: 'stat' }, (answer) => {
      if (answer.kind === 'failed') return errnoOf(answer.failure)
      if (answer.kind !== 'stat') return unexpected(answer)
      return answer.stat.type === 'directory' ? this.takeFolder() : ERRNO.notdir
    })
  }

  private read(): GuestAnswer {
    const isNew = this.has(CREATE) && this.has(EXCLUSIVE)
    return ask(this.target, { hostFunction, operation: 'read' }, (answer) => {
      if (answer.kind === 'bytes') {
        if (isNew) return ERRNO.exist
        return this.has(TRUNCATE) ? this.make() : this.takeFile(answer.body)
      }
      if (answer.kind !== 'failed') return unexpected(answer)
      if (answer.failure === 'not-found' && this.has(CREATE)) return this.make()
      if (answer.failure !== 'is-a-directory') return errnoOf(answer.failure)
      if (isNew) return ERRNO.exist
      return this.asked.canWrite ? ERRNO.isdir : this.takeFolder()
    })
  }

  /** Makes an empty file, also in place of one that is there. */
  private make(): GuestAnswer {
    const { path } = this.target
    const data = new Uint8Array()
    return new Pending({ kind: 'file', operation: 'write', hostFunction, path, data }, (answer) => {
      const error = doneErrno(answer)
      if (error !== ERRNO.success) return error
      const known = wasiRun(this.run).files.get(path)
      known?.content.resize(0)
      if (known !== undefined) known.changed = false
      return this.takeFile(data)
    })
  }

  private takeFile(content: HostBytes): number {
    const { descriptors, files } = wasiRun(this.run)
    const file = files.open(this.target.path, content)
    const { canRead, canWrite, appends } = this.asked
    return this.give(descriptors.open({ type: 'file', file, canRead, canWrite, appends, position: 0 }))
  }

  private takeFolder(): number {
    const { path } = this.target
    return this.give(wasiRun(this.run).descriptors.open({ type: 'folder', path, isGranted: false, names: undefined }))
  }

  private give(descriptor: number): number {
    this.run.memory.write(this.asked.opened, u32Bytes(descriptor))
    return ERRNO.success
  }

  private has(flag: number): boolean {
    return (this.asked.how & flag) !== 0
  }
}
