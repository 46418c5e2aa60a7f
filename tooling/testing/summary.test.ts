import { expect, test } from 'vitest'
import { type RunRecord, summaryOf } from './summary.ts'

const step = { name: 'tests', failed: false, seconds: 1, reports: true }
const good = { passed: 3, failed: [], skipped: [{ title: 'a', reason: 'needs rust' }] }

function lastLine(record: Partial<RunRecord>): { line: string | undefined; failed: boolean } {
  const { text, failed } = summaryOf({ steps: [step], notRun: [], reports: new Map(), expected: [], ...record })
  return { line: text.split('\n').at(-1), failed }
}

test('adds up the reports, and names each skip with its reason', () => {
  const reports = new Map([
    ['packages/core/vitest', good],
    ['packages/store/vitest', good],
  ])
  expect(lastLine({ reports })).toEqual({ line: '6 passed, 0 failed, 2 skipped', failed: false })
  expect(summaryOf({ steps: [], notRun: [], reports, expected: [] }).text).toContain(
    'skipped  2 × needs rust\n           packages/core/vitest: a\n           packages/store/vitest: a\n',
  )
})

test('a report that is missing counts as a failure', () => {
  const expected = ['packages/core/vitest']
  expect(lastLine({ expected })).toEqual({ line: '0 passed, 1 failed, 0 skipped', failed: true })
  expect(lastLine({ expected, reports: new Map([['packages/core/vitest.config', good]]) }).failed).toBe(false)
})

test('a step that fails without a failing test counts as one', () => {
  const steps = [{ ...step, name: 'check', failed: true, reports: false }, step]
  expect(lastLine({ steps, reports: new Map([['packages/core/vitest', good]]) })).toEqual({
    line: '3 passed, 1 failed, 1 skipped',
    failed: true,
  })
})

test('a failing test is counted once, not again for its step', () => {
  const reports = new Map([['packages/core/vitest', { passed: 0, failed: [{ title: 'a', why: '' }], skipped: [] }]])
  expect(lastLine({ steps: [{ ...step, failed: true }], reports }).line).toBe('0 passed, 1 failed, 0 skipped')
})

test('failures with one cause fold into the first, and are all counted', () => {
  const failed = ['a', 'b', 'c'].map((title) => ({ title, why: 'no space left' }))
  const told = ['d', 'e'].map((title) => ({ title, why: '' }))
  const reports = new Map([
    ['packages/core/vitest', { passed: 1, failed: [...failed, ...told], skipped: [] }],
    ['packages/store/vitest', { passed: 1, failed: [{ title: 'f', why: 'no space left' }], skipped: [] }],
  ])
  expect(summaryOf({ steps: [], notRun: [], reports, expected: [] }).text.split('\n')).toEqual([
    'FAILED   packages/core/vitest: a: no space left',
    '           and 3 more with the same cause',
    'FAILED   packages/core/vitest: d',
    'FAILED   packages/core/vitest: e',
    '2 passed, 6 failed, 0 skipped',
  ])
})

test('shows the start of what a failed test found', () => {
  const more = Array.from({ length: 12 }, (_, line) => `line ${line}`)
  const found = ['expected 1 to be 2', '', 'b'.repeat(400), ...more].join('\n')
  const reports = new Map([['tooling/vitest', { passed: 0, failed: [{ title: 'a', why: '', found }], skipped: [] }]])
  expect(summaryOf({ steps: [], notRun: [], reports, expected: [] }).text.split('\n')).toEqual([
    'FAILED   tooling/vitest: a',
    '           expected 1 to be 2',
    `           ${'b'.repeat(300)}`,
    ...more.slice(0, 10).map((line) => `           ${line}`),
    '0 passed, 1 failed, 0 skipped',
  ])
})

test('tells what passed only at the second try, and what it found at the first', () => {
  const retried = [{ title: 'a', why: '', found: 'expected 1 to be 2' }]
  const reports = new Map([['tooling/vitest', { passed: 1, failed: [], skipped: [], retried }]])
  expect(summaryOf({ steps: [], notRun: [], reports, expected: [] })).toEqual({
    text: 'AGAIN    tooling/vitest: a\n           expected 1 to be 2\n1 passed, 0 failed, 0 skipped',
    failed: false,
  })
})

test('says what was not run', () => {
  expect(summaryOf({ steps: [], notRun: ['tests'], reports: new Map(), expected: [] }).text).toContain('tests: not run')
})
