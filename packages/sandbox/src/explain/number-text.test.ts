import { expect, test } from 'vitest'
import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { readFloat, readInteger64, readUnsigned64 } from './number-text.ts'

function bytesOfFloat(bits: 32 | 64, pattern: bigint): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, pattern, true)
  return new Uint8Array(view.buffer, 0, bits / 8)
}

test.each([
  [32, 0x3f80_0000n, '1'],
  [32, 0x3dcc_cccdn, '0.10000000149011612'],
  [32, 0x8000_0000n, '-0'],
  [32, 0x7f80_0000n, 'inf'],
  [32, 0xff80_0000n, '-inf'],
  [32, 0x7fc0_0000n, 'nan'],
  [32, 0xffc0_0001n, '-nan:0x400001'],
  [64, 0x7ff8_0000_0000_0000n, 'nan'],
  [64, 0x7ff0_0000_0000_0001n, 'nan:0x1'],
  [64, 0x4009_21fb_5444_2d18n, '3.141592653589793'],
] as const)('a float of %i bits, %i, is written %s', (bits, pattern, text) => {
  expect(readFloat(new ByteReader(bytesOfFloat(bits, pattern)), bits)).toBe(text)
})

test.each([
  [[0x7f], '-1'],
  [[0xff, 0x00], '127'],
  [[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f], '-9223372036854775808'],
])('the signed number %j is written %s', (bytes, text) => {
  expect(readInteger64(new ByteReader(Uint8Array.from(bytes)))).toBe(text)
})

test('an unsigned number has no sign', () => {
  expect(readUnsigned64(new ByteReader(Uint8Array.of(0x7f)))).toBe(127n)
})
