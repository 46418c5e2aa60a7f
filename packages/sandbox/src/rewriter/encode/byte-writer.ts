import { RewriteError } from '../rewrite-error.ts'

/** Up to so many bytes are copied faster one by one than by a call. */
const SHORT = 48
/** The most bytes that a number takes in LEB128 here. */
const LONGEST_NUMBER = 10

/** Bytes that grow at their end; the only file of the encoder that touches raw bytes. */
export class ByteWriter {
  private buffer: Uint8Array
  private used = 0
  private readonly most: number

  /** Grows beyond `capacity` up to `most` bytes. */
  constructor(capacity = 1024, most: number = Number.POSITIVE_INFINITY) {
    this.buffer = new Uint8Array(capacity)
    this.most = most
  }

  /** How many bytes were written. */
  get length(): number {
    return this.used
  }

  /** Adds one byte. */
  byte(value: number): void {
    if (this.used === this.buffer.length) this.grow(1)
    this.buffer[this.used++] = value
  }

  /** Adds bytes as they are. */
  bytes(values: Uint8Array | readonly number[]): void {
    const { length } = values
    if (this.used + length > this.buffer.length) this.grow(length)
    const { buffer, used } = this
    for (let index = 0; index < length; index++) buffer[used + index] = values[index] as number
    this.used = used + length
  }

  /** Adds the bytes of `source` from `start` up to but not including `end`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (this.used + length > this.buffer.length) this.grow(length)
    const { buffer, used } = this
    if (length > SHORT) buffer.set(source.subarray(start, end), used)
    else for (let index = 0; index < length; index++) buffer[used + index] = source[start + index] as number
    this.used = used + length
  }

  /** Adds an unsigned number up to 2⁵³ in LEB128 (core specification 5.2.2), in as few bytes as it takes. */
  u32(value: number): void {
    if (this.used + LONGEST_NUMBER > this.buffer.length) this.grow(LONGEST_NUMBER)
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.buffer[this.used++] = (rest % 128) | 0x80
    this.buffer[this.used++] = rest
  }

  /** Adds a whole number of which a floating-point number holds every bit as a signed LEB128. */
  signed(value: number): void {
    if (this.used + LONGEST_NUMBER > this.buffer.length) this.grow(LONGEST_NUMBER)
    let rest = value
    for (; rest < -0x40 || rest >= 0x40; rest = Math.floor(rest / 128)) {
      this.buffer[this.used++] = (((rest % 128) + 128) % 128) | 0x80
    }
    this.buffer[this.used++] = rest & 0x7f
  }

  /** Adds a one-byte opcode and an index. */
  op(opcode: number, index: number): void {
    this.byte(opcode)
    this.u32(index)
  }

  /** Adds a name: its length in UTF-8, then its bytes. */
  name(text: string): void {
    const encoded = new TextEncoder().encode(text)
    this.u32(encoded.length)
    this.copy(encoded, 0, encoded.length)
  }

  /** Puts a size, as {@link u32} writes it, before what was written from `start` on. */
  prefixWithSize(start: number): void {
    const size = this.used - start
    let bytes = 1
    for (let rest = size; rest >= 0x80; rest = Math.floor(rest / 128)) bytes++
    if (this.used + bytes > this.buffer.length) this.grow(bytes)
    this.buffer.copyWithin(start + bytes, start, this.used)
    this.used = start
    this.u32(size)
    this.used += size
  }

  /** What was written, without a copy; the writer must not be used any more. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.used) as Uint8Array<ArrayBuffer>
  }

  private grow(more: number): void {
    const needed = this.used + more
    if (needed > this.most) {
      throw new RewriteError('ERR_WASM_TOO_LARGE', `the module has over ${this.most} bytes with its meter`, {
        hint: 'many loops, blocks or calls in little code make a module grow; make it smaller, or raise maxModuleBytes',
      })
    }
    const larger = new Uint8Array(Math.max(needed, Math.min(this.buffer.length * 2, this.most)))
    larger.set(this.buffer.subarray(0, this.used))
    this.buffer = larger
  }
}

/** The bytes that `write` writes. */
export function collect(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(64)
  write(writer)
  return writer.finish()
}
