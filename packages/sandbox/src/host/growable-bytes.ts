/** Bytes that can be written behind their end; making them longer costs no more than the bytes do. */
export class GrowableBytes {
  private buffer: Uint8Array<ArrayBuffer>
  private size: number

  /** Takes `bytes` over. */
  constructor(bytes: Uint8Array<ArrayBuffer> = new Uint8Array()) {
    this.buffer = bytes
    this.size = bytes.length
  }

  get length(): number {
    return this.size
  }

  /** All of them, as they are until the next change. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.size)
  }

  /** Writes at `position`; what lies between the end and there is zeros. */
  write(position: number, bytes: Uint8Array): void {
    this.resize(Math.max(this.size, position + bytes.length))
    this.buffer.set(bytes, position)
  }

  append(bytes: Uint8Array): void {
    this.write(this.size, bytes)
  }

  /** Cuts them, or puts zeros behind them. */
  resize(size: number): void {
    if (size > this.buffer.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.buffer.length))
      larger.set(this.bytes)
      this.buffer = larger
    }
    if (size < this.size) this.buffer.fill(0, size, this.size)
    this.size = size
  }
}
