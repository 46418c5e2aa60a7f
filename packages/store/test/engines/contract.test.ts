import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { answerOn } from '../../../../tooling/testing/engines/answer.ts'
import { CHROMIUM, FIREFOX, WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import { type Engine, programOf } from '../../../../tooling/testing/engines/engine.ts'
import { keepResult } from '../../../../tooling/testing/engines/results.ts'
import { tellSecondTries } from '../../../../tooling/testing/engines/second-tries.ts'
import { BUN, DENO, NODES } from '../../../../tooling/testing/engines/servers.ts'
import { buildSite, copyPackages, type Site } from '../../../../tooling/testing/engines/site.ts'
import type { ContractReport } from './contract-tests.ts'

// As many as the smallest machine has processors: more would only wait for each other.
vi.setConfig({ maxConcurrency: 2 })

const STORAGES = { server: ['memory', 'file'], page: ['memory', 'opfs', 'indexeddb'] } as const

test.concurrent.for([...NODES, BUN, DENO, CHROMIUM, FIREFOX, WEBKIT])(
  'a store keeps its contract in every storage of $name',
  // Tried again in a browser or runtime that is started anew; what it found at first is told.
  { timeout: 180_000, retry: 1 },
  async (engine, context) => {
    const question = { buildSite: () => buildContractSite(engine), input: null, timeoutMs: 170_000 }
    const report = await answerOn<ContractReport & { readonly entry?: string }>(
      engine,
      programOf(engine, context),
      question,
    )
    const { tests, version, entry } = report
    // A page's is bundled.
    if (engine.kind === 'server') expect(entry).toMatch(/\/node_modules\/@blufio\/store\/dist\/index\.node\.js$/)
    const all = Object.values(tests).flat()
    await tellSecondTries(context, all)
    expect(all.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(Object.keys(tests)).toEqual(STORAGES[engine.kind])
    const titles = tests['memory']?.map(({ title }) => title) ?? []
    expect(titles.length).toBeGreaterThan(60)
    for (const kind of STORAGES[engine.kind]) expect(tests[kind]?.map(({ title }) => title)).toEqual(titles)
    keepResult(engine, { store: { passed: all.length } }, version)
  },
)

/** The contract beside the packages as they are built, or, for a page, bundled with them as for any page. */
function buildContractSite({ kind }: Engine): Promise<Site> {
  const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  if (kind === 'page') return buildSite(script('contract-page.ts'))
  return buildSite(script('contract-program.ts'), {
    external: ['@blufio/*', 'node:*'],
    fill: (folder) => copyPackages(folder, ['core', 'store']),
  })
}
