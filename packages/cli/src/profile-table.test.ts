import type { FunctionFuel, SkillResult } from '@blufio/core'
import { expect, test } from 'vitest'
import { profileTable } from './profile-table.ts'

function resultOf(profile: readonly FunctionFuel[]): SkillResult {
  const fuel = profile.reduce((total, used) => total + used.fuel, 0n)
  const usage = { fuel, fuelExact: true, peakMemoryBytes: 0, durationMs: 1 }
  return { content: '', isError: false, outcome: 'ok', usage, logs: [], profile }
}

test('tells what each function used, and what none did', () => {
  const profile = [
    { functionIndex: 3, name: 'sort', fuel: 6_000n },
    { functionIndex: 12, fuel: 3_990n },
    { functionIndex: -1, fuel: 10n },
  ]
  expect(profileTable(resultOf(profile))).toBe(
    [
      ' fuel          of function',
      '6,000  60.0 %  3 sort',
      '3,990  39.9 %  12',
      '   10   0.1 %  none: instantiation, what its host took',
    ].join('\n'),
  )
})

test('shows a name on one line, cut, without what a terminal would take for a command', () => {
  const name = `\u001b[2J\nok: 1 fuel${'x'.repeat(100)}`
  const [, line = '', ...rest] = profileTable(resultOf([{ functionIndex: 0, name, fuel: 1n }])).split('\n')
  expect(rest).toEqual([])
  expect(line).toContain('\\u{1b}[2J\\u{a}ok: 1 fuel')
  expect(line.length).toBeLessThan(100)
})

test('shows ten functions, and the others together', () => {
  const profile = Array.from({ length: 12 }, (_, functionIndex) => ({ functionIndex, fuel: 5n }))
  const lines = profileTable(resultOf(profile)).split('\n')
  expect(lines).toHaveLength(12)
  expect(lines.at(-1)).toBe('  10  16.6 %  2 more: --json has them')
})

test('is empty for a run that used nothing, but for its head, and for one without a profile', () => {
  expect(profileTable(resultOf([])).split('\n')).toHaveLength(1)
  const { profile: _, ...without } = resultOf([])
  expect(profileTable(without)).toBe('')
})
