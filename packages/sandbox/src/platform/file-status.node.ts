import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HostStatus, STATUS_BYTES } from '../worker/shared-status.ts'

/** Names of files that exist for a moment must differ on threads of one process, too. */
const name = (): string => `blufio-${process.pid}-${crypto.randomUUID()}`

/**
 * The host's side of a status that it shares with a child process: a file without a name, whose descriptor the child
 * inherits. Little endian, in the places that shared-status.ts names.
 */
export class FileStatus implements HostStatus {
  /** For the child to inherit. */
  readonly descriptor: number
  // Not the DataView alone: Node 24.21 was seen to refuse one after some thousand writes.
  private readonly bytes = new Uint8Array(8)
  private readonly view = new DataView(this.bytes.buffer)
  private isOpen = true

  private constructor(descriptor: number) {
    this.descriptor = descriptor
  }

  /** A new one; none where there is no folder for temporary files that can be written to. */
  static create(): FileStatus | undefined {
    const path = join(tmpdir(), name())
    try {
      const descriptor = openSync(path, 'wx+', 0o600)
      writeSync(descriptor, new Uint8Array(STATUS_BYTES))
      return new FileStatus(descriptor)
    } catch {
      return undefined
    } finally {
      rmSync(path, { force: true })
    }
  }

  cancel(job: number): void {
    this.view.setInt32(0, job, true)
    if (this.isOpen) writeSync(this.descriptor, this.bytes, 0, 4, 0)
  }

  hasBegun(job: number): boolean {
    return this.read(4, 4)?.getInt32(0, true) === job
  }

  get lastFuel(): bigint {
    return this.read(8, 8)?.getBigUint64(0, true) ?? 0n
  }

  /** Lets go of the file; nothing is known of the child then. */
  close(): void {
    if (this.isOpen) closeSync(this.descriptor)
    this.isOpen = false
  }

  private read(at: number, length: number): DataView | undefined {
    if (!this.isOpen) return undefined
    readSync(this.descriptor, this.bytes, 0, length, at)
    return this.view
  }
}
