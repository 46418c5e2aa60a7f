import { BlufioError } from '@blufio/core'
import { afterEach, expect, test, vi } from 'vitest'
import { reportError } from './report-error.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function report(error: unknown, json: boolean): { readonly stdout: string; readonly stderr: string } {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += String(chunk)
      return true
    })
  }
  reportError(error, { json })
  vi.restoreAllMocks()
  return written
}

test('an unknown error is short, and whole only with BLUFIO_DEBUG', () => {
  const error = new TypeError('x is not a function')
  vi.stubEnv('BLUFIO_DEBUG', '')
  expect(report(error, false)).toEqual({
    stdout: '',
    stderr: expect.stringMatching(/^error [^\n]*x is not[^\n]*\nhint [^\n]*\n$/),
  })
  vi.stubEnv('BLUFIO_DEBUG', '1')
  expect(report(error, false).stderr).toContain('report-error.test.ts')
})

test('JSON holds the code, the message, the hint and what else the error carries', () => {
  const error = Object.assign(new BlufioError('ERR_X', 'it broke', { hint: 'mend it' }), { path: '/a', units: 7n })
  expect(JSON.parse(report(error, true).stdout)).toEqual({
    error: { code: 'ERR_X', message: 'it broke', hint: 'mend it', path: '/a', units: '7' },
  })
})

test('what an error quotes can not move the cursor', () => {
  const { stderr } = report(new BlufioError('ERR_X', '\x1b[2J\u202e', { hint: '\x9b' }), false)
  expect(stderr.split('\n').join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
