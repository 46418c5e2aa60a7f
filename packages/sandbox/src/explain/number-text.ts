import type { ByteReader } from '../rewriter/format/byte-reader.ts'

/** Reads a signed 64-bit number in LEB128 (core specification 5.2.2); its decimal text. */
export function readInteger64(reader: ByteReader): string {
  let value = 0n
  let shift = 0n
  for (;;) {
    const byte = reader.byte()
    value |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (byte < 0x80) return BigInt.asIntN(64, (byte & 0x40) === 0 ? value : value | (-1n << shift)).toString()
  }
}

/** Reads an unsigned 64-bit number in LEB128. */
export function readUnsigned64(reader: ByteReader): bigint {
  let value = 0n
  for (let shift = 0n; ; shift += 7n) {
    const byte = reader.byte()
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return value
  }
}

/** Reads a floating-point number of 32 or 64 bits; its text, with the payload of a NaN that is not the usual one. */
export function readFloat(reader: ByteReader, bits: 32 | 64): string {
  const size = bits / 8
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + reader.offset, size)
  reader.skip(size)
  const value = bits === 32 ? view.getFloat32(0, true) : view.getFloat64(0, true)
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  if (!Number.isNaN(value)) return value > 0 ? 'inf' : '-inf'
  const pattern = bits === 32 ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true)
  const fraction = bits === 32 ? 23n : 52n
  const payload = pattern & ((1n << fraction) - 1n)
  const sign = pattern >> BigInt(bits - 1) === 1n ? '-' : ''
  return payload === 1n << (fraction - 1n) ? `${sign}nan` : `${sign}nan:0x${payload.toString(16)}`
}

/** Reads sixteen bytes as four words, the way the text format has a vector: `i32x4 0x00000001 …`. */
export function readVector(reader: ByteReader): string {
  const words: string[] = []
  for (let word = 0; word < 4; word++) {
    const bytes = [reader.byte(), reader.byte(), reader.byte(), reader.byte()].reverse()
    words.push(`0x${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`)
  }
  return `i32x4 ${words.join(' ')}`
}
