import { expect, test } from 'vitest'
import { nearestName } from './nearest-name.ts'

const KEYS = ['name', 'network', 'memory_mb', 'epoch_timeout_secs', 'env', 'fuel']

test.each([
  ['nmae', 'name'],
  ['netwrk', 'network'],
  ['memory-mb', 'memory_mb'],
  ['memoryMb', 'memory_mb'],
  ['Fuel', 'fuel'],
  ['timeout_secs', 'epoch_timeout_secs'],
  ['envs', 'env'],
])('%s is near %s', (name, nearest) => {
  expect(nearestName(name, KEYS)).toBe(nearest)
})

test.each(['', 'x', 'licence', 'nam'.repeat(100_000)])('nothing is near %.20s', (name) => {
  expect(nearestName(name, KEYS)).toBeUndefined()
})
