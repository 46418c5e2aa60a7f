import { BlufioError } from '@blufio/core'
import { expect, test } from 'vitest'
import { exitStatusOf } from './exit-status.ts'

test.each([
  ['ERR_CLI_USAGE', 2],
  ['ERR_SKILL_NAME', 2],
  ['ERR_MANIFEST_INVALID', 2],
  ['ERR_WASM_MALFORMED', 2],
  ['ERR_STORE_WRITE', 2],
  ['ERR_CLI_SECRET_MISSING', 2],
  ['ERR_CLI_SECRETS_FILE', 2],
  ['ERR_CLI_NOT_APPROVED', 3],
  ['ERR_CLI_SECRETS_EXPOSED', 3],
  ['ERR_STORE_CONTENT_CHANGED', 3],
  ['ERR_CLI_SKILL_NOT_FOUND', 4],
  ['ERR_MANIFEST_NOT_FOUND', 4],
  ['ERR_WORKER_FAILED', 70],
  ['ERR_STORE_CLOSED', 70],
])('%s ends with %i', (code, status) => expect(exitStatusOf(new BlufioError(code, 'x'))).toBe(status))

test('what has no code of ours is a fault of ours', () => {
  expect(exitStatusOf(new TypeError('x'))).toBe(70)
  expect(exitStatusOf(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe(70)
  expect(exitStatusOf('x')).toBe(70)
})

// Node's own errors have codes that start alike.
test('an error of Node is a fault of ours', () => {
  expect(exitStatusOf(Object.assign(new TypeError('x'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBe(70)
})
