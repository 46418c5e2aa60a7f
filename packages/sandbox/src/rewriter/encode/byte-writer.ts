/** Up to so many bytes are copied faster one by one than by a call. */
const SHORT = 48

/** Bytes that grow at their end; the only file of the encoder that touches raw bytes. */
export class ByteWriter {
  private buffer: Uint8Array
  private used = 0

  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(capacity)
  }

  /** How many bytes were written. */
  get length(): number {
    return this.used
  }

  /** Adds one byte. */
  byte(value: number): void {
    this.reserve(1)
    this.buffer[this.used++] = value
  }

  /** Adds bytes as they are. */
  bytes(values: Uint8Array | readonly number[]): void {
    this.reserve(values.length)
    if (values.length > SHORT) this.buffer.set(values, this.used)
    else for (let index = 0; index < values.length; index++) this.buffer[this.used + index] = values[index] as number
    this.used += values.length
  }

  /** Adds the bytes of `source` from `start` up to but not including `end`. */
  copy(source: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length > SHORT) return this.bytes(source.subarray(start, end))
    this.reserve(length)
    for (let index = 0; index < length; index++) this.buffer[this.used + index] = source[start + index] as number
    this.used += length
  }

  /** Adds an unsigned number in LEB128 (core specification 5.2.2), in as few bytes as it takes. */
  u32(value: number): void {
    let rest = value
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80)
    this.byte(rest)
  }

  /** Adds a whole number between −2⁵² and 2⁵² as a signed LEB128. */
  signed(value: number): void {
    let rest = value
    for (; rest < -0x40 || rest >= 0x40; rest = Math.floor(rest / 128)) this.byte((((rest % 128) + 128) % 128) | 0x80)
    this.byte(rest & 0x7f)
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
    this.bytes(encoded)
  }

  /** Puts a size, as {@link u32} writes it, before what was written from `start` on. */
  prefixWithSize(start: number): void {
    const size = this.used - start
    let bytes = 1
    for (let rest = size; rest >= 0x80; rest = Math.floor(rest / 128)) bytes++
    this.reserve(bytes)
    this.buffer.copyWithin(start + bytes, start, this.used)
    this.used = start
    this.u32(size)
    this.used += size
  }

  /** What was written, without a copy; the writer must not be used any more. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.subarray(0, this.used) as Uint8Array<ArrayBuffer>
  }

  private reserve(more: number): void {
    const needed = this.used + more
    if (needed <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
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
