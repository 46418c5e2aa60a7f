import { readSync, writeSync } from 'node:fs'
import type { ThreadStatus } from './shared-status.ts'

/** How often the file is looked at, at most. */
const POLL_MS = 1

/**
 * The child's side of a status that it shares with its host by a file; see platform/file-status.node.ts. Where it looks
 * whether to go on, it also notices that its host is gone, and calls `onOrphaned`.
 */
export class InheritedStatus implements ThreadStatus {
  private readonly descriptor: number
  private readonly onOrphaned: () => void
  private readonly host = process.ppid
  // Not the DataView alone: Node 24.21 was seen to refuse one after some thousand writes.
  private readonly bytes = new Uint8Array(12)
  private readonly view = new DataView(this.bytes.buffer)
  private polledAt = Number.NEGATIVE_INFINITY
  private cancelled = 0

  constructor(descriptor: number, onOrphaned: () => void) {
    this.descriptor = descriptor
    this.onOrphaned = onOrphaned
  }

  begin(job: number): void {
    this.view.setInt32(0, job, true)
    this.view.setBigUint64(4, 0n, true)
    writeSync(this.descriptor, this.bytes, 0, 12, 4)
  }

  noteFuel(units: bigint): void {
    this.view.setBigUint64(0, units, true)
    writeSync(this.descriptor, this.bytes, 0, 8, 8)
  }

  isCancelled(job: number): boolean {
    const now = performance.now()
    if (now - this.polledAt >= POLL_MS) {
      this.polledAt = now
      // A process whose host has died gets another parent.
      if (process.ppid !== this.host) this.onOrphaned()
      readSync(this.descriptor, this.bytes, 0, 4, 0)
      this.cancelled = this.view.getInt32(0, true)
    }
    return this.cancelled === job
  }
}
