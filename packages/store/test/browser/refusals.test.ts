import { expect, test } from 'vitest'
import { CHROMIUM, FIREFOX } from '../../../../tooling/testing/engines/browsers.ts'
import { type Engine, programOf } from '../../../../tooling/testing/engines/engine.ts'
import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { answerOn, BROWSERS, type Question } from './answer.ts'
import type { Openings, RefusalsTask } from './refusals-page.ts'

const UNAVAILABLE: Openings = {
  opfs: 'ERR_STORE_UNAVAILABLE',
  indexeddb: 'ERR_STORE_UNAVAILABLE',
  anywhere: 'ERR_STORE_UNAVAILABLE',
}

const asking = (input: RefusalsTask, rest: Partial<Question> = {}): Question => ({
  script: 'refusals-page.ts',
  input,
  timeoutMs: 50_000,
  ...rest,
})

const withArgs = (browser: Engine, more: readonly string[]): Engine => ({
  ...browser,
  args: (script) => [...more, ...browser.args(script)],
})

test.for(BROWSERS)(
  'a lock is kept, waited for, and given back, $name',
  { timeout: 60_000 },
  async (browser, context) => {
    const tests = await answerOn<readonly PageTest[]>(browser, programOf(browser, context), asking('locks'))
    await tellSecondTries(context, tests)
    expect(tests.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(tests).toHaveLength(5)
  },
)

test.for(BROWSERS)(
  'a page in a sandbox is told that it has no storage, $name',
  { timeout: 60_000 },
  async (browser, context) => {
    const page = { ...browser, isolated: false }
    expect(await answerOn(page, programOf(browser, context), asking('open-in-sandbox'))).toEqual(UNAVAILABLE)
  },
)

const HOST = 'insecure.test'
const BY_NAME = [
  { name: 'Chromium', browser: withArgs(CHROMIUM, [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]) },
  { name: 'Firefox', browser: FIREFOX, preferences: { 'network.dns.forceResolve': '127.0.0.1' } },
]

test.for(BY_NAME)(
  'a page that is not secure is told that it has no storage, $name',
  { timeout: 60_000 },
  async ({ browser, preferences }, context) => {
    const page = { ...browser, isolated: false }
    const question = asking('open', { host: HOST, preferences })
    expect(await answerOn(page, programOf(browser, context), question)).toEqual(UNAVAILABLE)
  },
)

test('a page whose storage the user blocks is told so, Firefox', { timeout: 60_000 }, async (context) => {
  const question = asking('open', { preferences: { 'network.cookie.cookieBehavior': 2 } })
  expect(await answerOn(FIREFOX, programOf(FIREFOX, context), question)).toEqual(UNAVAILABLE)
})

const PRIVATELY = [
  { name: 'Chromium', browser: withArgs(CHROMIUM, ['--incognito']), opfs: 'opfs', anywhere: 'opfs' },
  // Firefox has OPFS in no private window.
  {
    name: 'Firefox',
    browser: FIREFOX,
    preferences: { 'browser.privatebrowsing.autostart': true },
    opfs: 'ERR_STORE_UNAVAILABLE',
    anywhere: 'indexeddb',
  },
]

test.for(PRIVATELY)(
  'a private window keeps a registry where it can, $name',
  { timeout: 60_000 },
  async ({ browser, preferences, opfs, anywhere }, context) => {
    const openings: Openings = { opfs, indexeddb: 'indexeddb', anywhere }
    expect(await answerOn(browser, programOf(browser, context), asking('open', { preferences }))).toEqual(openings)
  },
)
