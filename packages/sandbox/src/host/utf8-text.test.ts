import { expect, test } from 'vitest'
import { utf8Text } from './utf8-text.ts'

test.each([
  ['nothing', ''],
  ['characters of one to four bytes', '41 c3a9 e282ac f09f9082'],
  ['a byte order mark', 'efbbbf 41'],
  ['U+FFFD itself', 'efbfbd'],
  ['the last code point', 'f48fbfbf'],
])('reads %s', (_, hex) => {
  const bytes = bytesOf(hex)
  expect(new TextEncoder().encode(utf8Text(bytes).text)).toEqual(bytes)
})

test.each([
  ['a byte that begins nothing', '61 ff 62', 1],
  ['a continuation of nothing', '80', 0],
  ['a lone surrogate', '61 eda080', 1],
  ['an overlong form of two bytes', '61 c3a9 c0af', 3],
  ['an overlong form of three bytes', 'e08080', 0],
  ['an overlong form of four bytes', '61 f0808080', 1],
  ['a number beyond the last code point', 'f4908080', 0],
  ['a form of five bytes', '61 f888808080', 1],
  ['a character that the next one cuts off', '6162 e282 41', 2],
  ['a character that the end cuts off', '6162 e282', 2],
  ['four bytes that the end cuts off', 'f09f90', 0],
  ['the beginning of U+FFFD', 'efbfbd efbf 41', 3],
  ['what follows a byte order mark', 'efbbbf ff', 3],
  ['the first of two', '61 ff 62 fe', 1],
])('tells where %s begins', (_, hex, offset) => {
  const bytes = bytesOf(hex)
  const shown = Array.from(bytes.subarray(offset, offset + 4), (byte) => byte.toString(16).padStart(2, '0'))
  expect(utf8Text(bytes)).toEqual({ offset, hex: shown.join(' ') })
})

test.each([0, 1, 4095, 65_536, 1_048_575])('finds one bad byte at %i of a mebibyte', (offset) => {
  const bytes = new Uint8Array(1_048_576).fill(0x61)
  bytes[offset] = 0xff
  expect(utf8Text(bytes)).toMatchObject({ offset, hex: expect.stringMatching(/^ff( 61)*$/) })
})

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
