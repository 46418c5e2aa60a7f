import { expect, test } from 'vitest'
import { doneOf } from '../../../../tooling/testing/engines/answer.ts'
import { type Engine, programOf } from '../../../../tooling/testing/engines/engine.ts'
import { type EngineProcess, startEngine, unanswered } from '../../../../tooling/testing/engines/engine-process.ts'
import { type Page, servePage } from '../../../../tooling/testing/engines/page-server.ts'
import { makeProfile } from '../../../../tooling/testing/engines/profile.ts'
import { BROWSERS, buildStoreSite } from './answer.ts'
import type { RestartReport, RestartTask } from './restart-page.ts'

const STORAGES = ['opfs', 'indexeddb'] as const
/** How often each is killed: WebKit, which puts nothing in its place at once by itself, more often. */
const killsOf = (browser: Engine): number => (browser.name === 'WebKit' ? 10 : 3)

test.for(BROWSERS.flatMap((browser) => STORAGES.map((storage) => ({ browser, storage, name: browser.name }))))(
  'what was acknowledged is there after the browser was killed, $storage, $name',
  { timeout: 180_000 },
  async ({ browser, storage }, context) => {
    const path = programOf(browser, context)
    const site = await buildStoreSite('restart-page.ts')
    const profile = makeProfile()
    let port: number | undefined
    const visit = async <T>(
      input: RestartTask,
      use: (page: Page, started: EngineProcess) => Promise<T>,
    ): Promise<T> => {
      const page = await servePage({ site, input, isolated: true, ...(port !== undefined && { port }) })
      port = Number(new URL(page.url).port)
      const args = browser.args({ file: '', url: page.url, profile: profile.folder })
      const started = startEngine(path, { args, cwd: site.folder, timeoutMs: 60_000 })
      try {
        return await use(page, started)
      } finally {
        await started.kill()
        page.close()
      }
    }
    const acknowledged: unknown[] = []
    try {
      for (let kill = 0; kill < killsOf(browser); kill += 1) {
        const told = await visit({ storage, install: `round-${kill}` }, async (page, started) => {
          await Promise.race([page.output, unanswered(started)])
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
          await started.kill()
          return page.sent
        })
        acknowledged.push(...told)
        const { skills, faults } = await visit({ storage }, async (page, started) =>
          doneOf<RestartReport>(await Promise.race([page.output, unanswered(started)]), browser.name),
        )
        expect(acknowledged.filter((name) => !skills.includes(String(name)))).toEqual([])
        expect(faults).toBe(0)
        // What was under way, and became whole, is kept from here on.
        acknowledged.splice(0, Number.POSITIVE_INFINITY, ...skills)
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(killsOf(browser))
    } finally {
      site.remove()
      profile.remove()
    }
  },
)
