import { expect, test } from 'vitest'
import { doneOf } from '../../../../tooling/testing/engines/answer.ts'
import { CHROMIUM, FIREFOX } from '../../../../tooling/testing/engines/browsers.ts'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import { startEngine, unanswered } from '../../../../tooling/testing/engines/engine-process.ts'
import { servePage } from '../../../../tooling/testing/engines/page-server.ts'
import { makeProfile } from '../../../../tooling/testing/engines/profile.ts'
import { answerOn, buildStoreSite } from './answer.ts'
import { attachToPage, connectDevtools, DEVTOOLS_ARGS, DEVTOOLS_STDIO } from './devtools.ts'
import type { QuotaReport, QuotaTask } from './quota-page.ts'

const STORAGES = ['opfs', 'indexeddb'] as const
const QUOTA_BYTES = 10 * 1024 * 1024

const REFUSED: QuotaReport = {
  code: 'ERR_STORE_QUOTA',
  hint: expect.stringContaining('nothing was changed; remove skills'),
  installed: ['small-too'],
  faults: 0,
}

test.for(STORAGES)(
  'a skill that exceeds the quota is refused, and no other, %s, Firefox',
  { timeout: 90_000 },
  async (storage, context) => {
    const report = await answerOn<QuotaReport>(FIREFOX, programOf(FIREFOX, context), {
      script: 'quota-page.ts',
      input: { storage, quotaBytes: QUOTA_BYTES } satisfies QuotaTask,
      timeoutMs: 80_000,
      // In KiB, for all sites; one may have a fifth of it, though at least 10 MiB.
      preferences: { 'dom.quotaManager.temporaryStorage.fixedLimit': 50 * 1024 },
    })
    expect(report).toEqual(REFUSED)
  },
)

test.for(STORAGES)(
  'a skill that exceeds the quota is refused, and no other, %s, Chromium',
  { timeout: 90_000 },
  async (storage, context) => {
    const path = programOf(CHROMIUM, context)
    const site = await buildStoreSite('quota-page.ts')
    const profile = makeProfile()
    const input: QuotaTask = { storage, quotaBytes: QUOTA_BYTES }
    const page = await servePage({ site, input, isolated: true })
    const args = [...DEVTOOLS_ARGS, ...CHROMIUM.args({ file: '', url: 'about:blank', profile: profile.folder })]
    const started = startEngine(path, { args, cwd: site.folder, timeoutMs: 80_000, stdio: [...DEVTOOLS_STDIO] })
    try {
      const command = connectDevtools(started.child)
      const session = await attachToPage(command, 'about:blank')
      const { origin } = new URL(page.url)
      await command('Storage.overrideQuotaForOrigin', { origin, quotaSize: QUOTA_BYTES }, session)
      await command('Page.navigate', { url: page.url }, session)
      const output = await Promise.race([page.output, unanswered(started)])
      expect(doneOf<QuotaReport>(output, CHROMIUM.name)).toEqual(REFUSED)
    } finally {
      page.close()
      await started.kill()
      site.remove()
      profile.remove()
    }
  },
)
