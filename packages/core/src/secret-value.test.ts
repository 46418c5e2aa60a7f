import { expect, test } from 'vitest'
import { secretValueProblem } from './secret-value.ts'

test.each<[unknown, string | undefined]>([
  ['12345678', undefined],
  ['~'.repeat(8_192), undefined],
  ['with a space', undefined],
  ['1234567', 'has 7 characters, expected 8 to 8192'],
  ['', 'has 0 characters, expected 8 to 8192'],
  ['~'.repeat(8_193), 'has 8193 characters, expected 8 to 8192'],
  ['12345678\n', 'has characters beside the visible ones of ASCII'],
  ['1234\x007890', 'has characters beside the visible ones of ASCII'],
  ['schlüssel', 'has characters beside the visible ones of ASCII'],
  [' 12345678', 'has a space at an end'],
  [12345678, 'is of type number, expected a string'],
  [undefined, 'is of type undefined, expected a string'],
])('a value %j %s', (value, fault) => {
  expect(secretValueProblem(value)).toBe(fault)
})
