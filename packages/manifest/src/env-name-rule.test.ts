import { expect, test } from 'vitest'
import { envNameProblem } from './env-name-rule.ts'

test.each(['WEATHER_API_KEY', 'path', '_', 'A1'])('takes %s', (name) => {
  expect(envNameProblem(name)).toBeUndefined()
})

test.each([
  ['', 'empty'],
  ['1A', 'digit'],
  ['A-B', 'ASCII'],
  ['A=B', 'ASCII'],
  ['A\0', 'ASCII'],
  ['A\n', 'ASCII'],
  ['АPI', 'ASCII'],
  ['*', 'pattern'],
  ['AWS_*', 'pattern'],
  ['A'.repeat(256), 'longer'],
  ...Object.getOwnPropertyNames(Object.prototype).map((name): [string, string] => [name, 'JavaScript']),
])('refuses %j: %s', (name, reason) => {
  expect(envNameProblem(name)).toContain(reason)
})
