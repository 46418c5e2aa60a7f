import { rewrite } from '@blufio/sandbox/rewriter'
import { type Clock, elapsed, processTime } from '../../../tooling/bench/clocks.ts'
import { type Comparison, compare } from '../../../tooling/bench/interleaved.ts'
import { median } from '../../../tooling/bench/statistics.ts'
import { type Aims, inKb, judged, printComparisons, printTable, times } from '../../../tooling/bench/tables.ts'
import { type RealModule, realModules } from './real-modules.ts'
import { essentialBytes } from './sized-modules.ts'

const LARGE_BYTES = 500_000
const AIMS = { worst: 2 }
const AIM_OF_GROWTH = 1.2

/** What rewriting takes beside validating the same module, when both are warm. */
export async function benchRewriting(rounds: number): Promise<void> {
  const modules = realModules().filter(({ wasm }) => wasm.length >= LARGE_BYTES)
  await compareToValidation({ modules, rounds, clock: elapsed, unit: 'time', aims: AIMS })
  // Engines validate on several threads: a busy machine takes more from that than from rewriting, which needs one.
  await compareToValidation({ modules, rounds, clock: processTime, unit: 'processor time of all threads', aims: {} })
}

interface Validation {
  readonly modules: readonly RealModule[]
  readonly rounds: number
  readonly clock: Clock
  readonly unit: string
  readonly aims: Aims
}

async function compareToValidation({ modules, rounds, clock, unit, aims }: Validation): Promise<void> {
  const rows: Comparison[] = []
  for (const { name, wasm } of modules) {
    const contenders = {
      baseline: () => () => void WebAssembly.validate(wasm),
      candidate: () => () => void rewrite(wasm),
    }
    rows.push(await compare(`${name}, ${inKb(wasm.length)}`, { ...contenders, rounds, clock }))
  }
  const title = `rewriting, ${unit}, modules of ${inKb(LARGE_BYTES)} and more`
  printComparisons(rows, { title, baseline: 'WebAssembly.validate', candidate: 'rewrite', aims })
}

/** How much larger modules become, as they are and without their custom sections, of which debugging is left out. */
export async function benchGrowth(): Promise<void> {
  const rows = realModules().map(({ name, wasm }) => {
    const { bytes } = rewrite(wasm)
    const essential = essentialBytes(bytes) / essentialBytes(wasm)
    return { name, before: wasm.length, after: bytes.length, ratio: bytes.length / wasm.length, essential }
  })
  printTable(
    'growth in size',
    ['', 'before', 'after', 'ratio', 'without custom sections'],
    rows
      .toSorted((left, right) => left.ratio - right.ratio)
      .map(({ name, before, after, ratio, essential }) => [
        name,
        inKb(before),
        inKb(after),
        times(ratio),
        times(essential),
      ]),
  )
  const large = rows.filter(({ before }) => before >= LARGE_BYTES)
  for (const [which, some] of [
    ['all', rows],
    [`${inKb(LARGE_BYTES)} and more`, large],
  ] as const) {
    const ratios = judged(median(some.map(({ ratio }) => ratio)), AIM_OF_GROWTH)
    const essentials = times(median(some.map(({ essential }) => essential)))
    console.log(`  median of ${which} ${ratios}, without custom sections ${essentials}`)
  }
}
