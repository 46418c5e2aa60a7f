import { expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { answerOn } from './answer.ts'
import { ENGINES } from './engines.ts'

test.for(ENGINES.filter(({ kind }) => kind === 'page'))(
  "a browser's storage keeps files as every storage must, $name",
  { timeout: 120_000 },
  async (engine, context) => {
    const question = { script: 'storage-page.ts', input: null, timeoutMs: 110_000 }
    const tests = await answerOn<readonly PageTest[]>(engine, programOf(engine, context), question)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(tests.length).toBeGreaterThan(10)
  },
)
