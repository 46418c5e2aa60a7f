import { describe, expect, test } from 'vitest'
import { Redaction } from './redaction.ts'

/** With every character that some encoding writes in another way. */
const VALUE = 'sk-Live_4/x&"<+?\\'
const redaction = new Redaction([VALUE, 'another value+12'])
const stars = (count: number): string => '*'.repeat(count)
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

function bytewise(write: (byte: number) => string): string {
  return Array.from(utf8(VALUE), write).join('')
}

const hex = (byte: number, digits = 2): string => byte.toString(16).padStart(digits, '0')

describe('a value is removed', () => {
  test.each([
    ['as it is', VALUE],
    ['in upper case', VALUE.toUpperCase()],
    ['in lower case', VALUE.toLowerCase()],
    ['as a part of a URL', encodeURIComponent(VALUE)],
    ['as a part of a URL, in lower case', encodeURIComponent(VALUE).toLowerCase()],
    ['with every byte percent-encoded', bytewise((byte) => `%${hex(byte)}`)],
    ['as JSON', JSON.stringify(VALUE).slice(1, -1)],
    ['as JSON of PHP', JSON.stringify(VALUE).slice(1, -1).replaceAll('/', '\\/')],
    ['as JSON, all escaped', bytewise((byte) => `\\u${hex(byte, 4)}`)],
    ['as JSON, all escaped in upper case', bytewise((byte) => `\\u${hex(byte, 4).toUpperCase()}`)],
    ['in a script', bytewise((byte) => `\\x${hex(byte)}`)],
    ['as HTML', VALUE.replace('&', '&amp;').replace('"', '&quot;').replace('<', '&lt;')],
    ['as HTML, by decimal numbers', bytewise((byte) => `&#${byte};`)],
    ['as HTML, by hexadecimal numbers', bytewise((byte) => `&#x${hex(byte)};`)],
    ['in hexadecimal', bytewise((byte) => hex(byte))],
    ['in hexadecimal, in upper case', bytewise((byte) => hex(byte).toUpperCase())],
    ['in base64', btoa(VALUE).replace(/=+$/, '')],
    ['in base64 for URLs', btoa(VALUE).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
    ['in UTF-16', bytewise((byte) => `${String.fromCharCode(byte)}\0`)],
    ['in UTF-32', bytewise((byte) => `${String.fromCharCode(byte)}\0\0\0`)],
  ])('%s', (_, written) => {
    const [before, behind] = ['(before) ', '|behind|']
    expect(redaction.text(before + written + behind)).toBe(before + stars(written.length) + behind)
  })

  test('as a form writes it', () => {
    const written = String(new URLSearchParams({ a: 'another value+12' })).slice(2)
    expect(written).toBe('another+value%2B12')
    expect(redaction.text(`a=${written}&b=1`)).toBe(`a=${stars(18)}&b=1`)
  })

  test.each([0, 1, 2, 3, 4, 5])('in base64 of what has %i bytes before it, with all bits of it', (before) => {
    for (const behind of ['', 'x', 'xy', 'xyz']) {
      const bytes = 'p'.repeat(before) + VALUE + behind
      const redacted = redaction.text(btoa(bytes))
      expect(redacted).toHaveLength(btoa(bytes).length)
      // What is left has no bit of it: it is the same for any value of this length.
      const other = new Redaction(['A'.repeat(VALUE.length)]).text(btoa(bytes.replace(VALUE, 'A'.repeat(VALUE.length))))
      expect(redacted).toBe(other)
    }
  })

  test('twice in a row, and where two lie in each other', () => {
    expect(redaction.text(VALUE + VALUE)).toBe(stars(VALUE.length * 2))
    const both = new Redaction(['abcdefgh', 'cdefghijkl', 'efghefgh'])
    expect(both.text('_abcdefghijkl_')).toBe(`_${stars(12)}_`)
    expect(both.text('_abcdefghefgh_')).toBe(`_${stars(12)}_`)
    expect(new Redaction(['aaaaaaaa']).text('aaaaaaaaaaa-')).toBe(`${stars(11)}-`)
  })

  test('from bytes that are no text, and those that were given stay as they are', () => {
    const bytes = Uint8Array.of(0xff, 0xfe, ...utf8(VALUE), 0x80)
    const copy = bytes.slice()
    expect(redaction.bytes(bytes)).toEqual(Uint8Array.of(0xff, 0xfe, ...utf8(stars(VALUE.length)), 0x80))
    expect(bytes).toEqual(copy)
  })

  test.each(['\\', '%', '&', '&#', '%4', '\\u00', '\\x4', '%%', '\\\\', '\0'])('behind %j', (before) => {
    expect(redaction.text(`${before}${VALUE}`).endsWith(stars(VALUE.length))).toBe(true)
  })
})

test.each([
  '',
  'nothing of it',
  VALUE.slice(1),
  VALUE.slice(0, -1),
  btoa(VALUE).slice(2),
  '%',
  '%zz%4',
  '\\',
  '\\u12',
  '&',
  '&amp',
  '&#x110000000;&nope;',
  'żółw \ud800',
])('leaves %j as it is', (text) => {
  expect(redaction.text(text)).toBe(text)
  const bytes = utf8(text)
  expect(redaction.bytes(bytes)).toBe(bytes)
})

test('takes time linear in what it is given, whatever that and the values are', () => {
  const long = 'a'.repeat(8_192)
  const worst = new Redaction([
    long,
    `${long.slice(1)}b`,
    ...Array.from({ length: 14 }, (_, index) => `${long}${index}`),
  ])
  const size = 2_097_152
  // By the square of a value's length, each of these would take minutes.
  for (const piece of ['a', '%61', '61', '\\u0061', '&#97;', '&', btoa(long)]) {
    const body = utf8(piece.repeat(Math.ceil(size / piece.length)))
    expect(worst.bytes(body)).toHaveLength(body.length)
  }
})
