import { describe, expect, test } from 'vitest'
import { isLowerVersion } from './version-order.ts'

/** Each comes before all that stand behind it. */
const ASCENDING = [
  '0.0.0',
  '0.9.10',
  '0.10.9',
  '1.0.0--x',
  // The order that semver.org gives, section 11.
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0-x',
  '1.0.0-x.5',
  '1.0.0-x.0a',
  '1.0.0',
  '1.0.1-9007199254740992',
  '1.0.1-9007199254740993',
  '1.0.1',
  '2.0.0-0',
  '2.0.0',
  '99999999999999999998.0.0',
  '99999999999999999999.0.0',
]

describe('the order of versions', () => {
  test.each(ASCENDING.map((version, at) => [version, at] as const))('%s has its place', (version, at) => {
    expect(ASCENDING.filter((other) => isLowerVersion(version, other))).toEqual(ASCENDING.slice(at + 1))
  })

  test('builds do not count', () => {
    expect(isLowerVersion('1.0.0+1', '1.0.0+2')).toBe(false)
    expect(isLowerVersion('1.0.0+2', '1.0.0+1')).toBe(false)
    expect(isLowerVersion('1.0.0-rc+2', '1.0.0+1')).toBe(true)
  })

  test.each(['', '1.0', 'v1.0.0', '1.0.0 ', 'latest', '*', '1.x.0'])(
    '%j comes neither before nor after another',
    (text) => {
      expect([isLowerVersion(text, '1.0.0'), isLowerVersion('1.0.0', text)]).toEqual([false, false])
    },
  )
})
