// node bench/run.ts [metering|rewriting|calls …] [--rounds N]; the packages must be built.
import { parseArgs } from 'node:util'
import { benchCalls } from './calls.ts'
import { benchMetering } from './metering.ts'
import { benchRewriting } from './rewriting.ts'

const BENCHES: Readonly<Record<string, (rounds: number) => Promise<void>>> = {
  metering: benchMetering,
  rewriting: benchRewriting,
  calls: benchCalls,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' } },
})
console.log(`Node.js ${process.version}, medians of ${values.rounds} turns each`)
for (const [name, bench] of Object.entries(BENCHES)) {
  if (positionals.length === 0 || positionals.includes(name)) await bench(Number(values.rounds))
}
