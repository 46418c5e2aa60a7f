// node bench/run.ts [metering|compilers|wasmtime|rewriting|growth|cold-start|linearity|calls|deadline|skills …] [--rounds N] [--node N]
// The packages must be built. `--node 26` runs it on that Node.js, which it fetches from npm once.
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import versions from '../../../tooling/dist-suite/node-versions.json' with { type: 'json' }
import { nodeOfVersion } from '../../../tooling/dist-suite/nodes.ts'
import { benchCalls } from './calls.ts'
import { benchColdStart } from './cold-start.ts'
import { benchCompilers } from './compilers.ts'
import { benchDeadline } from './deadline.ts'
import { benchLinearity } from './linearity.ts'
import { benchMetering } from './metering.ts'
import { benchGrowth, benchRewriting } from './rewriting.ts'
import { benchSkills } from './skills.ts'
import { benchWasmtime } from './wasmtime.ts'

const BENCHES: Readonly<Record<string, (rounds: number) => Promise<void>>> = {
  metering: benchMetering,
  compilers: benchCompilers,
  wasmtime: benchWasmtime,
  rewriting: benchRewriting,
  growth: benchGrowth,
  'cold-start': benchColdStart,
  linearity: benchLinearity,
  calls: benchCalls,
  skills: benchSkills,
  deadline: benchDeadline,
}
/** Node.js runs TypeScript from here on. */
const OLDEST_MAJOR = 22

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' }, node: { type: 'string' } },
})
const unknown = positionals.find((name) => !(name in BENCHES))
if (unknown !== undefined) fail(`no bench is called ${unknown}; there are ${Object.keys(BENCHES).join(', ')}`)
if (!(Number.isInteger(Number(values.rounds)) && Number(values.rounds) > 0)) {
  fail(`--rounds ${values.rounds}: expected a whole number above 0`)
}
// V8 compiles hot code on a thread of its own, at some time: on this thread, the code is the same and the time is known.
setFlagsFromString('--wasm-sync-tier-up')
if (values.node !== undefined) runOn(values.node)
else await runBenches(Number(values.rounds))

async function runBenches(rounds: number): Promise<void> {
  console.log(`Node.js ${process.version} on ${cpus()[0]?.model ?? process.arch}, ${process.platform}`)
  console.log(`Contenders take turns there and back again, ${rounds} times; figures are medians of those rounds.`)
  console.log(
    'Kernels and linearity are in processor time of their thread; the rest is time, and wants a quiet machine.',
  )
  printLoad('before')
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length === 0 || positionals.includes(name)) await bench(rounds)
  }
  console.log()
  printLoad('after')
}

function printLoad(when: string): void {
  console.log(
    `load ${when}: ${(loadavg()[0] ?? 0).toFixed(1)} over ${availableParallelism()} processors; best well below 1`,
  )
}

function runOn(major: string): void {
  const version = versions.find((known) => known.split('.')[0] === major)
  if (version === undefined || Number(major) < OLDEST_MAJOR) {
    const known = versions.map((each) => each.split('.')[0] ?? '').filter((each) => Number(each) >= OLDEST_MAJOR)
    return fail(`--node ${major}: expected one of ${known.join(', ')}`)
  }
  const node = nodeOfVersion(version)
  if ('problem' in node) return fail(`--node ${major}: ${node.problem}`)
  const args = [import.meta.filename, ...positionals, '--rounds', values.rounds]
  process.exitCode = spawnSync(node.path, args, { stdio: 'inherit' }).status ?? 1
}

function fail(problem: string): never {
  console.error(problem)
  process.exit(1)
}
