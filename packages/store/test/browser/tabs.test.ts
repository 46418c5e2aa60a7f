import { expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { answerOn, BROWSERS } from './answer.ts'

test.for(BROWSERS)(
  'tabs and workers share a registry, and leave it whole when they are killed, $name',
  { timeout: 240_000 },
  async (browser, context) => {
    const question = { script: 'tabs-page.ts', input: null, timeoutMs: 230_000 }
    const tests = await answerOn<readonly PageTest[]>(browser, programOf(browser, context), question)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(tests.length).toBeGreaterThan(20)
  },
)
