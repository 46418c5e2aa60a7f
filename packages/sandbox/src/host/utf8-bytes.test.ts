import { expect, test } from 'vitest'
import { utf8Bytes } from './utf8-bytes.ts'

test.each([
  '',
  'a',
  'é€🐢',
  '\ud83d',
  '€'.repeat(999),
  '€'.repeat(1_000),
  '€'.repeat(1_001),
  '🐢'.repeat(500),
  '🐢'.repeat(5_000),
])('writes %j as TextEncoder does', (text) => {
  expect(utf8Bytes(text)).toEqual(new TextEncoder().encode(text))
})

test('what was written stays as it is when more is', () => {
  const first = utf8Bytes('first')
  utf8Bytes('other')
  expect(new TextDecoder().decode(first)).toBe('first')
})
