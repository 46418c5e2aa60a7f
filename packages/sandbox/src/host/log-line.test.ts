import { describe, expect, test } from 'vitest'
import { logLine } from './log-line.ts'

const MARK = / … \[cut: (\d+) of (\d+) bytes\]$/
const SAMPLE = 'tab\t é€🐢\u{1b}[31m\n[ERROR] forged\u{2028}\u{202e}👩‍🚀\u{e0041}\u{feff}end'

describe('what a guest logs becomes one line', () => {
  test.each([
    ['plain é 日本 🎉 👩‍🚀', 'plain é 日本 🎉 👩‍🚀'],
    ['a\tb', 'a\tb'],
    ['a\r\n[ERROR] b', 'a\\u{d}\\u{a}[ERROR] b'],
    ['\x1b[2J\x9b\x7f\0', '\\u{1b}[2J\\u{9b}\\u{7f}\\u{0}'],
    ['\u2028\u2029\x85\v\f', '\\u{2028}\\u{2029}\\u{85}\\u{b}\\u{c}'],
    ['\u202egnp.exe\u2066\u061c', '\\u{202e}gnp.exe\\u{2066}\\u{61c}'],
    ['\ufeffa\u200b\u00ad\u{e0041}', '\\u{feff}a\\u{200b}\\u{ad}\\u{e0041}'],
  ])('%j as %j', (text, message) => {
    const bytes = new TextEncoder().encode(text)
    const taken = new TextEncoder().encode(message).length
    expect(logLine(bytes, { size: bytes.length, room: 1000 })).toEqual({ message, bytes: taken })
  })
})

describe('a line that does not fit', () => {
  test.each([
    ['between characters', 'abcdef', 4, 'abcd … [cut: 4 of 6 bytes]'],
    ['before a character that does not fit whole', 'aé€🐢', 5, 'aé … [cut: 3 of 10 bytes]'],
    ['before a surrogate pair', 'a🐢b', 4, 'a … [cut: 1 of 6 bytes]'],
    ['before a number', 'a\x1bb', 6, 'a … [cut: 1 of 3 bytes]'],
    ['behind a number', 'a\x1bb', 7, 'a\\u{1b} … [cut: 2 of 3 bytes]'],
    ['at its very beginning', '\u202e', 1, ' … [cut: 0 of 3 bytes]'],
  ])('is cut %s', (_, text, room, message) => {
    const bytes = new TextEncoder().encode(text)
    expect(logLine(bytes, { size: bytes.length, room })).toEqual({ message, bytes: room })
    expect(logLine(bytes.subarray(0, room), { size: bytes.length, room })).toEqual({ message, bytes: room })
  })

  test('tells how many of its bytes were kept, also of those that are no UTF-8', () => {
    const bytes = Uint8Array.of(0xff, 0xe2, 0x82, 0xff, 0x61)
    expect(logLine(bytes, { size: 5, room: 8 }).message).toBe('\uFFFD\uFFFD … [cut: 3 of 5 bytes]')
  })

  test('takes no more than its room, and shows the beginning of the whole line', () => {
    const bytes = new TextEncoder().encode(SAMPLE)
    const whole = logLine(bytes, { size: bytes.length, room: 1000 })
    for (let room = 1; room < whole.bytes; room++) {
      const { message } = logLine(bytes.subarray(0, room), { size: bytes.length, room })
      const [mark, kept] = MARK.exec(message) ?? ['', '']
      const shown = message.slice(0, -mark.length)
      expect(new TextEncoder().encode(shown).length).toBeLessThanOrEqual(room)
      expect(shown).toBe(logLine(bytes.subarray(0, Number(kept)), { size: Number(kept), room: 1000 }).message)
      expect(whole.message.startsWith(shown)).toBe(true)
    }
  })

  test('of any bytes takes no more than its room', () => {
    const bytes = Uint8Array.from({ length: 4096 }, (_, place) => (place * place * 31 + (place >> 3)) & 0xff)
    for (const room of [1, 2, 3, 7, 64, 1000, 4095, 12_000]) {
      const { message } = logLine(bytes.subarray(0, room), { size: bytes.length, room })
      expect(new TextEncoder().encode(message.replace(MARK, '')).length).toBeLessThanOrEqual(room)
      expect(message).not.toMatch(/[\p{Cs}\p{Zl}\p{Zp}]|(?!\t)\p{Cc}|(?![\u200c\u200d])\p{Cf}/u)
    }
  })
})
