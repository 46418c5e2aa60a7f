import { RunEnd } from '../outcome.ts'

/**
 * The linear memory of a guest: the only file that touches it.
 *
 * Every access looks at the memory anew, since growing it detaches the buffer, and is checked as a whole first.
 */
export class GuestMemory {
  private memory: WebAssembly.Memory | undefined

  /** Attaches what the guest exports as `memory`. */
  attach(exported: WebAssembly.ExportValue | undefined): void {
    if (exported instanceof WebAssembly.Memory) this.memory = exported
  }

  /** A copy of `length` bytes at `pointer`; both are i32 as the guest passed them, read as unsigned. */
  read(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    return this.view(pointer, length).slice()
  }

  /** Writes `bytes` at `pointer`. */
  write(pointer: number, bytes: Uint8Array): void {
    this.view(pointer, bytes.length).set(bytes)
  }

  /** Ends the run as `trapped` unless `length` bytes at `pointer` lie inside the memory. */
  assertInside(pointer: number, length: number): void {
    this.view(pointer, length)
  }

  private view(pointer: number, length: number): Uint8Array<ArrayBuffer> {
    const start = pointer >>> 0
    const size = length >>> 0
    if (this.memory === undefined) {
      throw trapped('the skill passed a pointer, but exports no memory')
    }
    const { buffer } = this.memory
    if (start + size > buffer.byteLength) {
      throw trapped(`the skill passed ${size} bytes at ${start}, its memory has ${buffer.byteLength}`)
    }
    return new Uint8Array(buffer as ArrayBuffer, start, size)
  }
}

function trapped(content: string): RunEnd {
  return new RunEnd({ outcome: 'trapped', content })
}
