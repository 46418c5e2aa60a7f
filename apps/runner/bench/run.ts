// node bench/run.ts [--rounds N]
// How long a visitor waits, in each browser that is there: for the first run of a small skill once the page can be used, and for a
// run to end that was stopped. The page must be built.
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median, percentile } from '../../../tooling/bench/statistics.ts'
import { inMs, printSkipped, printTable } from '../../../tooling/bench/tables.ts'
import { CHROMIUM, FIREFOX } from '../../../tooling/testing/engines/browsers.ts'
import { clickText, openSample, shown } from '../test/support/actions.ts'
import { serveFolder } from '../test/support/static-site.ts'
import { type Visitor, visit } from '../test/support/visitor.ts'
import { timeFirstRun, timeStop } from './timed-steps.ts'

/** How long each may take, in milliseconds. */
const AIMS = { 'first run, first visit': 300, 'first run, later visit': 300, stop: 50 } as const
type Wait = keyof typeof AIMS

const BROWSERS = [
  [CHROMIUM, 'chrome'],
  [FIREFOX, 'firefox'],
] as const

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } })
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds ${values.rounds}: expected a whole number above 0`)

console.log(
  `${cpus()[0]?.model ?? process.arch}, ${process.platform}; load ${loadavg()[0]?.toFixed(1)}; ${rounds} rounds`,
)
const site = await serveFolder(fileURLToPath(new URL('../dist/', import.meta.url)), { isolated: true })
try {
  for (const [engine, browserName] of BROWSERS) {
    const found = engine.find()
    if ('path' in found) await measure(browserName, found.path)
    else printSkipped(engine.name, `needs ${found.needs}`)
  }
} finally {
  site.close()
}

async function measure(browserName: 'chrome' | 'firefox', path: string): Promise<void> {
  const visitor = await visit(site.url, browserName, path)
  const taken = new Map<Wait, number[]>()
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [wait, ms] of await waits(visitor)) taken.set(wait, [...(taken.get(wait) ?? []), ms])
    }
  } finally {
    await visitor.close()
  }
  printTable(
    browserName,
    ['', 'median', 'worst in ten', 'aim'],
    [...taken].map(([wait, all]) => [
      wait,
      inMs(median(all)),
      inMs(percentile(all, 90)),
      `≤ ${AIMS[wait]} ms: ${median(all) <= AIMS[wait] ? 'met' : 'missed'}`,
    ]),
  )
}

/** One round of all waits: in a profile that never saw the page, and in one that did. */
async function waits(visitor: Visitor): Promise<[Wait, number][]> {
  const context = await visitor.browser.createBrowserContext()
  const stranger = await context.newPage()
  await stranger.goto(site.url, { waitUntil: 'domcontentloaded' })
  const first = await stranger.evaluate(timeFirstRun, 'Text statistics')
  await openSample(stranger, 'Endless loop')
  await clickText(stranger, 'button', 'Approve once')
  await clickText(stranger, '.primary', 'Run')
  await shown(stranger, 'still going')
  const stop = await stranger.evaluate(timeStop)
  await context.close()
  const page = await visitor.fresh()
  const later = await page.evaluate(timeFirstRun, 'Text statistics')
  return [
    ['first run, first visit', first],
    ['first run, later visit', later],
    ['stop', stop],
  ]
}
