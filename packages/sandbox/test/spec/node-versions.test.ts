import { describe, expect, type TestContext, test } from 'vitest'
import versions from '../../../../tooling/dist-suite/node-versions.json' with { type: 'json' }
import { compareFuel, type Figures } from './fuel-figures.ts'
import figures from './golden/figures.json' with { type: 'json' }
import { reportOn } from './on-node.ts'
import { unexplainedRefusals } from './refusals.ts'
import type { Report } from './report.ts'
import { archivePath } from './suite-archive.ts'

const archive = archivePath()
const reports = new Map<string, ReturnType<typeof reportOn>>()

/** One run of the suite for all tests of a version; skips a test that can't have it. */
async function reportFor(version: string, context: TestContext): Promise<Report> {
  if (archive === undefined) return context.skip('needs test-data: wasm-spec/testsuite.tar.gz')
  const started = reports.get(version) ?? reportOn(version, archive)
  reports.set(version, started)
  const answer = await started
  return 'problem' in answer ? context.skip(`needs nodes: ${answer.problem}`) : answer.report
}

describe.each(versions)('the WebAssembly test suite on Node %s', { timeout: 300_000 }, (version) => {
  test('comes to the same, plain and metered', async (context) => {
    const { differences, counts } = await reportFor(version, context)
    expect(differences).toEqual([])
    expect(counts['calls of modules that we refuse']).toBe(0)
    expect(counts['compared calls']).toBeGreaterThan(27_000)
    expect(counts['compared instantiations']).toBeGreaterThan(1_300)
    expect(counts['modules refused by the engine and by us']).toBeGreaterThan(2_000)
  })

  test('comes to what the scripts assert', async (context) => {
    const { unexpected, counts } = await reportFor(version, context)
    expect(unexpected).toEqual([])
    // Those are exnref, which JavaScript can't receive.
    expect(counts['calls that JavaScript cannot make']).toBeLessThanOrEqual(7)
  })

  test('is refused by the rewriter for threads alone', async (context) => {
    expect(unexplainedRefusals(await reportFor(version, context))).toEqual([])
  })

  test('costs what it costs in wasmtime 49', async (context) => {
    const { fuel } = await reportFor(version, context)
    const { compared, differences } = compareFuel(fuel, figures as Figures)
    expect(differences).toEqual([])
    expect(compared).toBeGreaterThan(25_000)
  })
})

test('the WebAssembly test suite comes to the same when a module asks its host at every check', {
  timeout: 300_000,
}, async (context) => {
  if (archive === undefined) return context.skip('needs test-data: wasm-spec/testsuite.tar.gz')
  const answer = await reportOn(process.version.slice(1), archive, { slice: '3' })
  if ('problem' in answer) return context.skip(`needs nodes: ${answer.problem}`)
  expect(answer.report.counts['times that a module asked its host']).toBeGreaterThan(1_000)
  expect(answer.report.differences).toEqual([])
  expect(compareFuel(answer.report.fuel, figures as Figures).differences).toEqual([])
})
