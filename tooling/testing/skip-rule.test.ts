import { expect, test } from 'vitest'
import { parseRequired, problemOfSkip, reasonOfSkip } from './skip-rule.ts'

test('the note of a skip is its reason, else what its title says it needs', () => {
  expect(reasonOfSkip({ title: 'runs', note: 'chromium is not installed' })).toBe('chromium is not installed')
  expect(reasonOfSkip({ title: 'a guest (needs clang)' })).toBe('needs clang')
  expect(reasonOfSkip({ title: 'without python3 > compares' })).toBe('without python3')
  expect(reasonOfSkip({ title: 'runs', note: ' ' })).toBeUndefined()
})

test('a skip without a reason is a problem, whatever is required', () => {
  expect(problemOfSkip({ title: 'runs' }, new Set())).toContain('without a reason')
})

test.each([
  ['needs chromium', 'chromium'],
  ['clang-22 is not on the PATH', 'clang'],
  ['needs cargo with the target wasm32-unknown-unknown', 'rust'],
  ['needs test-data', 'test-data'],
])('%s is a problem when %s is required, and only then', (note, name) => {
  expect(problemOfSkip({ title: 'runs', note }, new Set([name]))).toContain(`${name} must be there`)
  expect(problemOfSkip({ title: 'runs', note }, new Set(['nodes']))).toBeUndefined()
})

test('a requirement with a typing error is refused', () => {
  expect([...parseRequired('chromium, rust,')]).toEqual(['chromium', 'rust'])
  expect(parseRequired(undefined).size).toBe(0)
  expect(() => parseRequired('chromum')).toThrow('chromum')
})
