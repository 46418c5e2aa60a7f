import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

test.each([
  ['word-cuont', 'word-count'],
  ['wordcount', 'word-count'],
  ['WEATHER', 'weather'],
  ['x', undefined],
  ['something-else', undefined],
])('for %s offers %s', (wanted, nearest) => {
  expect(nearestName(wanted, ['weather', 'word-count', 'word-counter'])).toBe(nearest)
})

test('offers nothing where there is nothing', () => expect(nearestName('x', [])).toBeUndefined())
