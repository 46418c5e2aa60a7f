// node bench/soak.ts [--invocations N] [--isolation worker|inline|process] [--seed N]; the packages must be built.
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { inKb, printTable } from '../../../tooling/bench/tables.ts'
import { type SoakReport, soak } from './soak-run.ts'
import { medianSample, type SoakSample } from './soak-samples.ts'

const SAMPLES = 100
const TENTH = SAMPLES / 10
/** Beside the invocations that are sampled, in proportion to them. */
const WARM_UP = 0.25
/** By how much the last tenth may hold more than the first. */
const MOST_GROWTH = { rss: 48e6, heapUsed: 4e6, external: 4e6, arrayBuffers: 4e6, threads: 0, processes: 0 } as const
const ISOLATIONS = ['worker', 'inline', 'process'] as const

const { values } = parseArgs({
  options: {
    invocations: { type: 'string', default: '1000000' },
    isolation: { type: 'string', default: 'worker' },
    seed: { type: 'string', default: '1' },
  },
})
const isolation = ISOLATIONS.find((each) => each === values.isolation)
const invocations = Number(values.invocations)
if (isolation === undefined || !(Number.isInteger(invocations) && invocations >= SAMPLES)) {
  console.error(`expected --isolation ${ISOLATIONS.join('|')} and --invocations of ${SAMPLES} at least`)
  process.exit(2)
}

console.log(
  `Node.js ${process.version}, isolation ${isolation}, ${invocations} invocations, load ${loadavg()[0]?.toFixed(1)} over ${availableParallelism()} processors`,
)
const report = await soak({
  ...{ invocations, warmUp: Math.round(WARM_UP * invocations), isolation, seed: Number(values.seed), samples: SAMPLES },
  onProgress: (done, faults) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} done, ${faults} faults `)
  },
})
const isFlat = printReport(report)
if (report.faultCount > 0 || !isFlat) process.exitCode = 1

function printReport({ outcomes, samples, faults, faultCount, ...totals }: SoakReport): boolean {
  const perSecond = totals.invocations / totals.seconds
  console.log(
    `${totals.invocations} invocations in ${totals.seconds.toFixed(0)} s, ${perSecond.toFixed(0)} a second; workers started: ${totals.workersStarted}`,
  )
  printTable(
    'how they ended',
    ['', 'invocations'],
    [...outcomes].toSorted(([, left], [, right]) => right - left).map(([end, count]) => [end, `${count}`]),
  )
  const tenths = Array.from({ length: SAMPLES / TENTH }, (_, tenth) =>
    samples.slice(tenth * TENTH, (tenth + 1) * TENTH),
  )
  console.log(`\nRSS by tenths: ${tenths.map((tenth) => inKb(medianSample(tenth).rss)).join(', ')}`)
  const isFlat = printGrowth(medianSample(samples.slice(0, TENTH)), medianSample(samples.slice(-TENTH)))
  console.log(`\n${faultCount} faults`)
  for (const fault of faults) console.log(`  ${fault}`)
  return isFlat
}

function printGrowth(first: SoakSample, last: SoakSample): boolean {
  const names = Object.keys(MOST_GROWTH) as (keyof SoakSample)[]
  const isMet = (name: keyof SoakSample): boolean => last[name] - first[name] <= MOST_GROWTH[name]
  const shown = (name: keyof SoakSample, value: number): string =>
    name === 'threads' || name === 'processes' ? `${value}` : inKb(value)
  printTable(
    'what is held, medians of the first and of the last tenth, after collecting garbage',
    ['', 'first', 'last', 'growth', 'aim'],
    names.map((name) => [
      name,
      shown(name, first[name]),
      shown(name, last[name]),
      shown(name, last[name] - first[name]),
      `≤ ${shown(name, MOST_GROWTH[name])}: ${isMet(name) ? 'met' : 'missed'}`,
    ]),
  )
  return names.every(isMet)
}
