import { afterAll, expect, test } from 'vitest'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { startCapabilityServers } from '../support/capability-servers.ts'
import { answerOn } from './answer.ts'
import { ENGINES } from './engines.ts'

const servers = await startCapabilityServers()
afterAll(servers.close)

test.for(ENGINES.filter(({ kind }) => kind === 'page'))(
  'a page asks servers as a stranger, and takes no more than it may, $name',
  { timeout: 120_000 },
  async (engine, context) => {
    const question = { script: 'http-client-page.ts', input: servers, trusted: servers, timeoutMs: 110_000 }
    const tests = await answerOn<readonly PageTest[]>(engine, programOf(engine, context), question)
    await tellSecondTries(context, tests)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(tests.length).toBeGreaterThan(20)
  },
)
