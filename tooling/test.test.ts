import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, 'test.ts')
const usage = /^Usage: npm test -- \[--keep-going\].*\n$/

test.each([['--keep-goin'], ['--no'], ['only-core']])('%s is answered by the usage, with exit status 2', (argument) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, argument], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(usage)
})

test('--help prints the usage and runs nothing', () => {
  const { status, stdout } = spawnSync(process.execPath, [script, '--help'], { encoding: 'utf8' })
  expect(status).toBe(0)
  expect(stdout).toMatch(usage)
})
