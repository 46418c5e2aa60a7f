import { expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { answerOn } from './answer.ts'
import { ENGINES } from './engines.ts'

/** What a browser does not keep, by its name: WebKit has each file under its own name on the disk, in which bytes are escaped. */
const LACKS: Readonly<Record<string, readonly string[]>> = {
  WebKit: ['a name of 255 bytes is kept, whatever is in it'],
}

test.for(ENGINES.filter(({ kind }) => kind === 'page'))(
  "a browser's storage keeps files as every storage must, $name",
  { timeout: 120_000 },
  async (engine, context) => {
    const question = { script: 'storage-page.ts', input: null, timeoutMs: 110_000 }
    const tests = await answerOn<readonly PageTest[]>(engine, programOf(engine, context), question)
    await tellSecondTries(context, tests)
    const failed = tests.filter(({ state }) => state !== 'passed')
    const others = failed.filter(({ title }) => !LACKS[engine.name]?.some((lack) => title.endsWith(lack)))
    expect(others).toEqual([])
    expect(failed).toHaveLength(LACKS[engine.name]?.length ?? 0)
    expect(tests.length).toBeGreaterThan(10)
  },
)
