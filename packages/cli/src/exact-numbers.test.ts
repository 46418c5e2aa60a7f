import { expect, test } from 'vitest'
import { findChangedNumber } from './exact-numbers.ts'

test.each([
  ['9007199254740993', '9007199254740992'],
  ['[1, -12345678901234567890]', '-12345678901234567000'],
  ['{"a\\\\": 1e400}', 'null'],
  ['-1e400', 'null'],
  ['1e-400', '0'],
  ['"\\"" ', undefined],
  ['9007199254740993.0', '9007199254740992'],
])('in %s the number that reading would change becomes %s', (json, becomes) => {
  expect(findChangedNumber(json)?.becomes).toBe(becomes)
})

test.each([
  '1.0',
  '0.1',
  '-0',
  '0e5',
  '1e21',
  '9007199254740991',
  '9007199254740992',
  '100000000000000000000',
  '"9007199254740993"',
  '{"\\"9007199254740993": "\\\\"}',
  '3.14159265358979323846',
])('takes %s as it is', (json) => expect(findChangedNumber(json)).toBeUndefined())

test('reads a long string in one go', () => {
  expect(findChangedNumber(`["${'a1\\"'.repeat(1_000_000)}", 1]`)).toBeUndefined()
})
