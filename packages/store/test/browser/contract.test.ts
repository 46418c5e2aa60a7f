import { expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { answerOn, BROWSERS } from './answer.ts'

test.for(BROWSERS)(
  'a store keeps its contract in every storage of a browser, $name',
  { timeout: 180_000 },
  async (browser, context) => {
    const question = { script: 'contract-page.ts', input: null, timeoutMs: 170_000 }
    const tests = await answerOn<readonly PageTest[]>(browser, programOf(browser, context), question)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    const inMemory = titlesIn(tests, 'memory')
    expect(inMemory.length).toBeGreaterThan(60)
    expect(titlesIn(tests, 'opfs')).toEqual(inMemory)
    expect(titlesIn(tests, 'indexeddb')).toEqual(inMemory)
  },
)

/** The tests of the stores in one kind of storage, without its name. */
function titlesIn(tests: readonly PageTest[], storage: string): string[] {
  const of = tests.map(({ title }) => title).filter((title) => title.includes(` in ${storage}`))
  return of.map((title) => title.replace(` in ${storage}`, ''))
}
