import { afterEach, expect, test, vi } from 'vitest'
import { coloured, safeJson, safeLine, safeText } from './terminal-text.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['plain é 日本 🎉 👩‍🚀', 'plain é 日本 🎉 👩‍🚀'],
  ['\x1b[31mred', '\\u{1b}[31mred'],
  ['a\nb\tc', 'a\\u{a}b\\u{9}c'],
  ['\x9b2J\x7f\0', '\\u{9b}2J\\u{7f}\\u{0}'],
  ['\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['\u2028\u200b\ufeff', '\\u{2028}\\u{200b}\\u{feff}'],
  ['\ud800', '\\u{d800}'],
])('shows %j on one line as %j', (text, shown) => expect(safeLine(text)).toBe(shown))

test('keeps line feeds and tabs of a text, and nothing else that moves the cursor', () => {
  expect(safeText('a\r\n\tb\rc\x1b]0;x\x07')).toBe('a\n\tb\\u{d}c\\u{1b}]0;x\\u{7}')
})

test('writes JSON that says the same and is safe on a terminal', () => {
  const value = { text: '\x9b\u202e\ud800\u{e0041}\n', fuel: 18_446_744_073_709_551_615n }
  expect(safeJson(value)).not.toMatch(/[\x7f-\x9f\u202e\ud800-\udfff]/u)
  expect(JSON.parse(safeJson(value))).toEqual({ ...value, fuel: '18446744073709551615' })
})

test.each([
  ['a terminal', true, {}, true],
  ['a file', false, {}, false],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
])('on %s', (_, isTTY, env, shows) => {
  vi.stubEnv('NO_COLOR', '')
  vi.stubEnv('TERM', 'xterm')
  for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value)
  const stream = Object.create(process.stderr, { isTTY: { value: isTTY } })
  expect(coloured('red', 'x', stream) === 'x').toBe(!shows)
})
