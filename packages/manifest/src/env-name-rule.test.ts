import { expect, test } from 'vitest'
import { envNameProblem, readableEnvProblem } from './env-name-rule.ts'

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

test('a skill may read none that holds a secret, in any case of letters', () => {
  for (const name of ['BLUFIO_SECRET_API_KEY', 'blufio_secret_x', 'Blufio_Secret_']) {
    expect(readableEnvProblem(name)).toContain('[[capabilities.secrets]]')
    expect(envNameProblem(name)).toBeUndefined()
  }
  expect(readableEnvProblem('BLUFIO_SECRETS')).toBeUndefined()
  expect(readableEnvProblem('A*')).toContain('pattern')
})
