import { expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { answerOn } from './answer.ts'
import { ENGINES } from './engines.ts'

/** What is tested of files on a disk and needs nothing but that. */
const FILES = ['operations', 'attacks', 'grants']

test.for(ENGINES.filter(({ kind }) => kind === 'server'))(
  'what is on a disk outside of a grant is out of reach, $name',
  { timeout: 120_000 },
  async (engine, context) => {
    const question = { script: 'disk-program.ts', input: FILES, timeoutMs: 110_000 }
    const tests = await answerOn<readonly PageTest[]>(engine, programOf(engine, context), question)
    await tellSecondTries(context, tests)
    expect(tests.filter(({ state }) => state === 'failed')).toEqual([])
    expect(tests.filter(({ state }) => state === 'passed').length).toBeGreaterThan(100)
  },
)
