import { parse } from 'smol-toml'
import { describe, expect, test } from 'vitest'
import { quoteJson, quoteToml } from './quoted-text.ts'

const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['quotes', `it's "quoted" with """ and '''`],
  ['backslashes', String.raw`C:\new\table\u0041 \\ \"`],
  ['newlines', 'one\ntwo\r\nthree\rfour'],
  ['comment ends', '*/ // # --> ```'],
  ['controls', '\0\x07\x1b[31m\x7f\x9b'],
  ['letters of the world', 'café 日本語 🎉 e\u0301'],
  ['bidirectional marks', '\u202eevil\u202c \u2066x\u2069 \u200f'],
  ['zero width and tags', 'a\u200bb\ufeff\u{e0041}'],
  ['line separators', 'a\u2028b\u2029c\u0085d'],
]

describe.each(TEXTS)('%s', (_, text) => {
  test('survive JSON', () => expect(JSON.parse(quoteJson(text))).toBe(text))
  test('survive TOML', () => expect(parse(`key = ${quoteToml(text)}`)['key']).toBe(text))
  test('show every character', () => {
    expect(quoteJson(text) + quoteToml(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  })
})

test('turns half a character into U+FFFD', () => {
  expect(JSON.parse(quoteJson('a\ud800b'))).toBe('a\ufffdb')
  expect(parse(`key = ${quoteToml('a\udc00')}`)['key']).toBe('a\ufffd')
})
