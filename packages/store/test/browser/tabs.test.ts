import { expect, test } from 'vitest'
import { WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { answerOn, BROWSERS } from './answer.ts'
import { type KilledTabs, TAB_KINDS } from './tab.ts'

/**
 * WebKitGTK 2.50 never gets out of an endless loop of a frame that is removed, whatever it awaits there, and keeps what a worker
 * that was ended had begun to do with IndexedDB, at times for good.
 */
const KILLED_IN_WEBKIT: KilledTabs = { opfs: ['worker'], indexeddb: [] }

test.for(BROWSERS)(
  'tabs and workers share a registry, and leave it whole when they are killed, $name',
  { timeout: 240_000 },
  async (browser, context) => {
    const killed = browser === WEBKIT ? KILLED_IN_WEBKIT : { opfs: TAB_KINDS, indexeddb: TAB_KINDS }
    const question = { script: 'tabs-page.ts', input: { killed }, timeoutMs: 230_000 }
    const tests = await answerOn<readonly PageTest[]>(browser, programOf(browser, context), question)
    await tellSecondTries(context, tests)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(tests.length).toBeGreaterThan(20)
  },
)
