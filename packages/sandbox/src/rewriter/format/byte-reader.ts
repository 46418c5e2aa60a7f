import { RewriteError } from '../rewrite-error.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a module from left to right within bounds; the only file of the decoder that touches raw bytes. */
export class ByteReader {
  readonly bytes: Uint8Array
  /** Where the next byte is read, from the start of the module. */
  offset: number
  /** The first offset beyond what may be read. */
  readonly end: number

  constructor(bytes: Uint8Array, offset = 0, end: number = bytes.length) {
    this.bytes = bytes
    this.offset = offset
    this.end = end
  }

  /** Whether nothing is left to read. */
  get done(): boolean {
    return this.offset >= this.end
  }

  /** The next byte. */
  byte(): number {
    if (this.offset >= this.end) throw this.truncated()
    return this.bytes[this.offset++] as number
  }

  /** The next byte, which stays unread; `undefined` at the end. */
  peek(): number | undefined {
    return this.offset < this.end ? this.bytes[this.offset] : undefined
  }

  /** An unsigned 32-bit number in LEB128 (core specification 5.2.2): at most five bytes, no bit beyond the 32nd. */
  u32(): number {
    const first = this.byte()
    if (first < 0x80) return first
    let value = first & 0x7f
    let shift = 7
    for (;;) {
      const byte = this.byte()
      if (shift === 28 && byte > 0x0f) throw this.malformed('a 32-bit number is too long', this.offset - 1)
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
      shift += 7
    }
  }

  /** Passes over a LEB128 number of at most `bits` bits, signed or not. */
  skipNumber(bits: 32 | 64): void {
    const most = Math.ceil(bits / 7)
    for (let count = 1; this.byte() >= 0x80; count++) {
      if (count >= most) throw this.malformed(`a ${bits}-bit number is too long`, this.offset - 1)
    }
  }

  /** An unsigned 64-bit number in LEB128; 2⁵³ − 1 for one that is larger. */
  u64(): number {
    let value = 0
    let scale = 1
    for (let count = 1; ; count++) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return Math.min(value, Number.MAX_SAFE_INTEGER)
      if (count >= 10) throw this.malformed('a 64-bit number is too long', this.offset - 1)
      scale *= 128
    }
  }

  /** A signed 32-bit number in LEB128. */
  s32(): number {
    let value = 0
    let shift = 0
    for (;;) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      shift += 7
      if (byte < 0x80) return shift < 32 && (byte & 0x40) !== 0 ? value | (-1 << shift) : value
      if (shift > 28) throw this.malformed('a 32-bit number is too long', this.offset - 1)
    }
  }

  /** Passes over `count` bytes. */
  skip(count: number): void {
    if (count > this.end - this.offset) throw this.truncated()
    this.offset += count
  }

  /** A name: its length, then UTF-8 (core specification 5.2.4). */
  name(): string {
    const length = this.u32()
    const start = this.offset
    this.skip(length)
    try {
      return UTF8.decode(this.bytes.subarray(start, this.offset))
    } catch (cause) {
      throw new RewriteError('ERR_WASM_MALFORMED', 'a name is not UTF-8', { offset: start, cause })
    }
  }

  /** A reader of the next `length` bytes, which this one passes over. */
  slice(length: number): ByteReader {
    const start = this.offset
    this.skip(length)
    return new ByteReader(this.bytes, start, this.offset)
  }

  /** The error of input that breaks the format at `offset`. */
  malformed(what: string, offset: number = this.offset): RewriteError {
    return new RewriteError('ERR_WASM_MALFORMED', what, { offset })
  }

  /** The error of input that uses something not known here. */
  unsupported(what: string, offset: number = this.offset): RewriteError {
    return new RewriteError('ERR_WASM_UNSUPPORTED', `the module uses ${what}, which can't be metered yet`, {
      offset,
      hint: 'compile the skill without this feature',
    })
  }

  private truncated(): RewriteError {
    return this.malformed('the module ends in the middle of something', this.end)
  }
}
