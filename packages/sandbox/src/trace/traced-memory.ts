import { GuestMemory } from '../host/guest-memory.ts'

/** Bytes that a host function read or wrote. */
export interface MemoryAccess {
  readonly address: number
  readonly bytes: Uint8Array
}

/** A guest's memory that keeps what host functions read and write. */
export class TracedMemory extends GuestMemory {
  private reads: MemoryAccess[] = []
  private writes: MemoryAccess[] = []

  override read(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = super.read(pointer, length)
    this.reads.push({ address: pointer >>> 0, bytes })
    return bytes
  }

  override write(pointer: number, bytes: Uint8Array): void {
    super.write(pointer, bytes)
    this.writes.push({ address: pointer >>> 0, bytes })
  }

  /** What was read and written since this was called last. */
  take(): { readonly reads: readonly MemoryAccess[]; readonly writes: readonly MemoryAccess[] } {
    const { reads, writes } = this
    this.reads = []
    this.writes = []
    return { reads, writes }
  }
}
