import { expect, test } from 'vitest'
import { versionProblem } from './version-rule.ts'

test.each([
  '0.0.0',
  '1.2.3',
  '1.0.0-alpha.1',
  '1.0.0-0A.is.legal',
  '1.0.0+21AF26D3---117B344092BD',
  '1.0.0--',
  '99999999999999999999.0.0-rc.1+build',
])('takes %s', (version) => {
  expect(versionProblem(version)).toBeUndefined()
})

test.each([
  ['', 'semantic'],
  ['1', 'three numbers'],
  ['1.2', 'three numbers'],
  ['v1.2.3', '`v`'],
  ['01.0.0', 'semantic'],
  ['1.0.0-01', 'semantic'],
  ['1.0.0-', 'semantic'],
  ['1.0.0-a..b', 'semantic'],
  ['1.0.0+', 'semantic'],
  ['1.0.0 ', 'semantic'],
  ['1.0.0\n', 'semantic'],
  ['1.0.x', 'semantic'],
  ['^1.0.0', 'semantic'],
  [`1.0.0-${'0'.repeat(123)}`, 'longer'],
])('refuses %j: %s', (version, reason) => {
  expect(versionProblem(version)).toContain(reason)
})
