import { expect, test } from 'vitest'
import { foundText } from './found-text.ts'

function errorOf(assert: () => void): { readonly message: string; readonly diff?: unknown } {
  try {
    assert()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

test('tells the lines that differ, without colours and what is the same', () => {
  const ESC = String.fromCharCode(27)
  const diff = `${ESC}[32m- Expected${ESC}[39m\n+ Received\n\n  {\n${ESC}[32m-   "outcome": "ok",${ESC}[39m\n+   "outcome": "denied",\n  }`
  expect(foundText({ message: 'expected A to match B', diff })).toBe(
    'expected A to match B\n-   "outcome": "ok",\n+   "outcome": "denied",',
  )
})

test('is the message where nothing is compared', () => {
  expect(foundText(errorOf(() => expect.fail('a\nb')))).toBe('a\nb')
})
