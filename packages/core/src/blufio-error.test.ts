import { expect, test } from 'vitest'
import { BlufioError, isBlufioError } from './blufio-error.ts'

test('carries code, message, hint and cause', () => {
  const cause = new Error('disk')
  const error = new BlufioError('ERR_X', 'it failed', { hint: 'try again', cause })
  expect(error).toMatchObject({ name: 'BlufioError', code: 'ERR_X', message: 'it failed', hint: 'try again', cause })
  expect(String(error)).toBe('BlufioError: it failed')
})

test('what is not given is not there', () => {
  const error = new BlufioError('ERR_X', 'it failed')
  expect('hint' in error).toBe(false)
  expect('cause' in error).toBe(false)
})

test('a cause of undefined is kept: something threw it', () => {
  expect('cause' in new BlufioError('ERR_X', 'it failed', { cause: undefined })).toBe(true)
})

test('is recognised also when another copy of the class made it', async () => {
  const copy: typeof import('./blufio-error.ts') = await import(/* @vite-ignore */ `./blufio-error.ts?${'copy'}`)
  expect(copy.BlufioError).not.toBe(BlufioError)
  expect(isBlufioError(new copy.BlufioError('ERR_X', ''))).toBe(true)
  expect(isBlufioError(new BlufioError('ERR_X', ''))).toBe(true)
})

test.each([
  undefined,
  null,
  'ERR_X',
  { code: 'ERR_X' },
  new Error('ERR_X'),
  Object.assign(new Error(), { code: 'ENOENT' }),
  Object.assign(new TypeError(), { code: 'ERR_INVALID_ARG_TYPE' }),
  Object.assign(new Error(), { code: 7 }),
])('%s is not one', (value) => {
  expect(isBlufioError(value)).toBe(false)
})
