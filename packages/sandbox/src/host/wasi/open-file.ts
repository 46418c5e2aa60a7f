import { GrowableBytes } from '../growable-bytes.ts'
import type { FileRequest } from '../host-request.ts'
import { type GrantedAnswer, type GuestAnswer, Pending, type RunState } from '../run-state.ts'
import { unexpected } from '../unexpected-answer.ts'
import { ERRNO, type Errno, errnoOf } from './errno.ts'

/** A file that the run has open, all of it; what is written goes back at once when it is saved. */
export class OpenFile {
  readonly path: string
  readonly content: GrowableBytes
  /** Whether it was written to since it was read or saved. */
  changed = false
  /** Whether it was removed: it is not saved any more, and descriptors of it keep what they have. */
  isRemoved = false
  /** How many descriptors there are of it. */
  users = 0

  constructor(path: string, content: Uint8Array<ArrayBuffer>) {
    this.path = path
    this.content = new GrowableBytes(content)
  }

  /** Whether something of it would be lost. */
  get isUnsaved(): boolean {
    return this.changed && !this.isRemoved
  }
}

/** The files that a run has open: two descriptors of one path see what the other wrote. */
export class OpenFiles {
  private readonly limits: RunState['limits']
  /** Also those that were removed. */
  private readonly all = new Set<OpenFile>()

  constructor(limits: RunState['limits']) {
    this.limits = limits
  }

  get(path: string): OpenFile | undefined {
    for (const file of this.all) if (file.path === path && !file.isRemoved) return file
    return undefined
  }

  /** Adds a user to the file that is open already, else to one with this content. */
  open(path: string, content: Uint8Array<ArrayBuffer>): OpenFile {
    const file = this.get(path) ?? new OpenFile(path, content)
    this.all.add(file)
    file.users++
    return file
  }

  /** Takes a user from a file, and lets go of it with the last. */
  close(file: OpenFile): void {
    file.users--
    if (file.users === 0) this.all.delete(file)
  }

  /** Those that are to be saved. */
  get unsaved(): readonly OpenFile[] {
    return [...this.all].filter(({ isUnsaved }) => isUnsaved)
  }

  /** Why a file can't become `size` bytes long; `undefined` when it can. */
  refusal(file: OpenFile, size: number): Errno | undefined {
    if (size <= file.content.length) return undefined
    if (size > this.limits.maxFileWriteBytes) return ERRNO.fbig
    let total = size - file.content.length
    for (const { content } of this.all) total += content.length
    return total > this.limits.maxFileBytes ? ERRNO.nospc : undefined
  }
}

/** Has a file written by the host, if it was changed; `saved` is told how that went. */
export function save(file: OpenFile, hostFunction: string, saved: (error: Errno) => GuestAnswer): GuestAnswer {
  if (!file.isUnsaved) return saved(ERRNO.success)
  const request: FileRequest = {
    ...{ kind: 'file', operation: 'write', hostFunction },
    ...{ path: file.path, data: file.content.bytes.slice() },
  }
  return new Pending(request, (answer) => {
    const error = doneErrno(answer)
    if (error === ERRNO.success) file.changed = false
    return saved(error)
  })
}

/** The error code of an answer that says neither more nor less than whether it was done. */
export function doneErrno(answer: GrantedAnswer): Errno {
  if (answer.kind === 'failed') return errnoOf(answer.failure)
  return answer.kind === 'done' ? ERRNO.success : unexpected(answer)
}
