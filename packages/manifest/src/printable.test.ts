import { expect, test } from 'vitest'
import { printable } from './printable.ts'

test.each([
  ['plain "text" ü 天 😀', 'plain "text" ü 天 😀'],
  ['\u001b[31m\n\0\u007f\u009b', '\\u{1b}[31m\\u{a}\\u{0}\\u{7f}\\u{9b}'],
  ['\u202eab\u2066\u200b\ufeff\u2028', '\\u{202e}ab\\u{2066}\\u{200b}\\u{feff}\\u{2028}'],
  ['\ud800', '\\u{d800}'],
  ['\u{e0041}', '\\u{e0041}'],
])('%j is shown as %s', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('a long text ends in an ellipsis at the length asked for, never within a character', () => {
  expect(printable('a'.repeat(1000), 10)).toBe(`${'a'.repeat(9)}…`)
  expect(printable('😀'.repeat(1000), 10)).toBe(`${'😀'.repeat(9)}…`)
  expect(printable('😀'.repeat(10), 10)).toBe('😀'.repeat(10))
  expect(printable(`a${'😀'.repeat(1000)}`, 10)).toBe(`a${'😀'.repeat(8)}…`)
})
