const CHUNK_BYTES = 65_536
/** Unchanged bytes between two changes that are cheaper to write again than to begin a write of their own. */
const MAX_GAP_BYTES = 16
const ZEROS = Buffer.alloc(CHUNK_BYTES)

/** A run of bytes that the host wrote. */
export interface MemoryWrite {
  readonly address: number
  readonly bytes: Buffer
}

/** A copy of a guest's memory as the guest left it, which tells what the host wrote since. */
export class MemoryShadow {
  private readonly memory: WebAssembly.Memory
  /** Chunks that were never anything but zero are not here: most of a memory, which thus stays out of the way. */
  private readonly chunks = new Map<number, Buffer>()

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory
    this.capture()
  }

  /** The memory as it is. */
  get current(): Buffer {
    return Buffer.from(this.memory.buffer)
  }

  /** Takes the memory as the guest's work. */
  capture(): void {
    const { current } = this
    for (const start of this.changedChunks(current)) {
      const chunk = this.chunks.get(start)
      if (chunk === undefined) this.chunks.set(start, Buffer.from(current.subarray(start, start + CHUNK_BYTES)))
      else current.copy(chunk, 0, start, start + CHUNK_BYTES)
    }
  }

  /** What the host wrote since the last capture; a memory that the host made longer is zero there at first. */
  writes(): MemoryWrite[] {
    const { current } = this
    return this.changedChunks(current).flatMap((start) =>
      writesOf(current.subarray(start, start + CHUNK_BYTES), this.chunks.get(start) ?? ZEROS, start),
    )
  }

  private changedChunks(current: Buffer): number[] {
    const changed: number[] = []
    for (let start = 0; start < current.length; start += CHUNK_BYTES) {
      const chunk = this.chunks.get(start) ?? ZEROS
      if (chunk.compare(current, start, start + CHUNK_BYTES) !== 0) changed.push(start)
    }
    return changed
  }
}

function writesOf(current: Buffer, before: Buffer, start: number): MemoryWrite[] {
  const writes: MemoryWrite[] = []
  for (let at = 0; at < CHUNK_BYTES; at++) {
    if (current[at] === before[at]) continue
    let last = at
    for (let next = at + 1; next < CHUNK_BYTES && next - last <= MAX_GAP_BYTES; next++) {
      if (current[next] !== before[next]) last = next
    }
    writes.push({ address: start + at, bytes: Buffer.from(current.subarray(at, last + 1)) })
    at = last
  }
  return writes
}
