// node bench/run.ts [--rounds N] [--sizes 100,10000]
// What the registry's operations cost with few skills and with many, each on a disk, in the same run. The package must be built.
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { median } from '../../../tooling/bench/statistics.ts'
import { printTable, times } from '../../../tooling/bench/tables.ts'
import { type Registry, registryOf } from './registries.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '400' }, sizes: { type: 'string', default: '100,10000' } },
})
const rounds = Number(values.rounds)
const sizes = values.sizes.split(',').map(Number)
if (![rounds, ...sizes].every((count) => Number.isInteger(count) && count > 0)) {
  throw new Error(`--rounds ${values.rounds} --sizes ${values.sizes}: expected whole numbers above 0`)
}

/** What is timed; each leaves as many skills as it found. */
const OPERATIONS: Readonly<Record<string, (registry: Registry) => Promise<unknown>>> = {
  get: (registry) => registry.get(),
  'open and get': (registry) => registry.openAndGet(),
  install: (registry) => registry.install(),
  remove: (registry) => registry.remove(),
  'install, the file written whole': (registry) => registry.installWhole(),
}
/** How much more each may take with the most skills than with the fewest. */
const AIMS: Readonly<Record<string, number>> = { get: 1.2, install: 2 }

const root = mkdtempSync(join(tmpdir(), 'blufio-bench-'))
try {
  console.log(
    `Node.js ${process.version} on ${cpus()[0]?.model ?? process.arch}, ${process.platform}; load ${loadavg()[0]?.toFixed(1)}`,
  )
  console.log(`Registries of ${sizes.join(' and ')} skills take turns, ${rounds} times.`)
  const registries: Registry[] = []
  for (const size of sizes) registries.push(await registryOf(join(root, String(size)), size))
  const taken = await measure(registries)
  printOperations(taken)
  for (const registry of registries) await registry.close()
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** The times of each operation in each registry, in milliseconds. */
type Taken = ReadonlyMap<string, readonly (readonly number[])[]>

async function measure(registries: readonly Registry[]): Promise<Taken> {
  const names = Object.keys(OPERATIONS)
  const taken = new Map(names.map((name) => [name, registries.map((): number[] => [])]))
  for (let round = -20; round < rounds; round += 1) {
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      // The whole file is slow enough to be timed less often.
      if (name.endsWith('whole') && round % 10 !== 0) continue
      for (const [at, registry] of registries.entries()) {
        const start = performance.now()
        await operation(registry)
        if (round >= 0) taken.get(name)?.[at]?.push(performance.now() - start)
      }
    }
  }
  return taken
}

function printOperations(taken: Taken): void {
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  for (const [title, figure] of [
    ['Medians', median],
    ['Means, in which the file is written anew now and then', mean],
  ] as const) {
    printTable(
      title,
      ['', ...sizes.map((size) => `${size} skills`), 'ratio', 'aim'],
      [...taken].map(([name, all]) => {
        const figures = all.map((list) => figure(list))
        const ratio = (figures.at(-1) ?? Number.NaN) / (figures[0] ?? Number.NaN)
        const aim = AIMS[name]
        const verdict = aim === undefined ? '' : `≤ ${aim}: ${ratio <= aim ? 'met' : 'missed'}`
        return [name, ...figures.map((ms) => `${ms.toFixed(3)} ms`), times(ratio), verdict]
      }),
    )
  }
}
