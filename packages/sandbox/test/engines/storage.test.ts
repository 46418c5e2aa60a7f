import { expect, test } from 'vitest'
import { answerOn } from './answer.ts'
import type { ContractTest } from './contract-report.ts'
import { ENGINES, programOf } from './engines.ts'

test.for(ENGINES.filter(({ kind }) => kind === 'page'))(
  "a browser's storage keeps files as every storage must, $name",
  { timeout: 120_000 },
  async (engine, context) => {
    const question = { script: 'storage-page.ts', input: null, timeoutMs: 110_000 }
    const tests = await answerOn<readonly ContractTest[]>(engine, programOf(engine, context), question)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(tests.length).toBeGreaterThan(10)
  },
)
