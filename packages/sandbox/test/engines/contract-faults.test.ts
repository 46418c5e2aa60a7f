import { expect, test } from 'vitest'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { contractFaults } from './contract-faults.ts'

const TITLE = 'limits > a limit, worker > ends a loop'
const PROCESS_TITLE = 'limits > a limit, process > ends a loop'
const skill = (): Uint8Array<ArrayBuffer> => new Uint8Array()
const LACKING = { feature: 'arrays', skill, lackedBy: ['Old'], tests: ['ends a loop'] }
const ran = (state: PageTest['state'], title = TITLE): PageTest => ({ title, state, note: 'why' })

test.each([
  ['a test that passed', 'New', 'accepted', [ran('passed')], []],
  ['a test that failed', 'New', 'accepted', [ran('failed')], [`failed: ${TITLE}: why`]],
  ['a test that was skipped', 'New', 'accepted', [ran('skipped')], [`was skipped: ${TITLE}: why`]],
  ['a test that is gone', 'New', 'accepted', [], [`did not run: ${TITLE}`]],
  ['a test more', 'New', 'accepted', [ran('passed'), ran('passed', 'a')], ['is no test elsewhere: a: why']],
  ['a listed test that failed', 'Old', 'ERR_WASM_INVALID', [ran('failed')], []],
  ['an entry for a test', 'Old', 'ERR_WASM_INVALID', [ran('passed')], [`is listed as failing, and passed: ${TITLE}`]],
  ['an entry for a feature', 'Old', 'accepted', [ran('failed')], ['arrays: accepted, expected ERR_WASM_INVALID']],
  ['a feature', 'New', 'ERR_WASM_INVALID', [ran('passed')], ['arrays: ERR_WASM_INVALID, expected accepted']],
])('tells of %s that does not hold, and of no other', (_, name, arrays, tests, faults) => {
  const report = { tests, features: { arrays } }
  const known = { titles: [TITLE], differences: [LACKING] }
  expect(contractFaults({ name, kind: 'server' }, report, known)).toEqual(faults)
})

test('an entry for a test that nobody has is a fault', () => {
  const report = { tests: [ran('passed')], features: { arrays: 'ERR_WASM_INVALID' } }
  const known = { titles: [TITLE], differences: [{ ...LACKING, tests: ['ended a loop'] }] }
  expect(contractFaults({ name: 'Old', kind: 'server' }, report, known)).toEqual([
    'is listed, and there is no such test: ended a loop',
  ])
})

test('isolation by a process is expected of servers, and not of pages', () => {
  const report = { tests: [ran('passed')], features: {} }
  const known = { titles: [TITLE, PROCESS_TITLE], differences: [] }
  expect(contractFaults({ name: 'New', kind: 'page' }, report, known)).toEqual([])
  expect(contractFaults({ name: 'New', kind: 'server' }, report, known)).toEqual([`did not run: ${PROCESS_TITLE}`])
})

test('what an engine can not suspend is expected of the others only, and must not run there', () => {
  const title = 'waiting > a run that waits, inline, suspended > ends'
  const lacking = { ...LACKING, refusal: 'ERR_SKILL_WAITS', tests: [], absent: /, inline, suspended(?: >|$)/ }
  const known = { titles: [title], differences: [lacking] }
  const faultsOf = (name: string, arrays: string, tests: PageTest[]): string[] =>
    contractFaults({ name, kind: 'server' }, { tests, features: { arrays } }, known)
  expect(faultsOf('Old', 'ERR_SKILL_WAITS', [])).toEqual([])
  expect(faultsOf('Old', 'ERR_SKILL_WAITS', [ran('passed', title)])).toEqual([`is no test elsewhere: ${title}: why`])
  expect(faultsOf('New', 'accepted', [])).toEqual([`did not run: ${title}`])
})
