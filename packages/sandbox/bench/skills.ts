import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../../../tooling/bench/statistics.ts'
import { inMs, printTable, times } from '../../../tooling/bench/tables.ts'
import type { MeasuredSkills } from './measured-skills.ts'

const COUNT = 1_000
/** So many of the first and of the last are compared. */
const ENDS = 100
const AIMS = { factorOfWasm: 2, bytesMore: 50_000, loading: 1.5, latency: 1.1 } as const
const SCRIPT = fileURLToPath(new URL('./measure-skills.ts', import.meta.url))

/** What a thousand skills cost that are loaded: memory, time to load, time of a call; each row in a process of its own. */
export async function benchSkills(rounds: number): Promise<void> {
  const measured = ['inline', 'worker'].flatMap((isolation) =>
    ['c-reverse', 'rust-word-count'].map((fixture) => {
      const result = measure([fixture, isolation, `${COUNT}`, `${rounds}`])
      return { name: `${fixture}, ${isolation}`, ...result }
    }),
  )
  printTable(
    `memory of each of ${COUNT} loaded skills, aim: RSS ≤ ${AIMS.factorOfWasm} × its wasm + ${AIMS.bytesMore / 1000} kB`,
    ['', 'wasm', 'loaded: heap', 'RSS', 'and invoked: heap', 'RSS', 'aim'],
    measured.map(({ name, wasmBytes, loaded, invoked }) => {
      const most = AIMS.factorOfWasm * wasmBytes + AIMS.bytesMore
      const verdict = Math.max(loaded.rss, invoked.rss) <= most ? 'met' : 'missed'
      const sizes = [wasmBytes, loaded.heap, loaded.rss, invoked.heap, invoked.rss].map(inKb)
      return [name, ...sizes, `≤ ${inKb(most)}: ${verdict}`]
    }),
  )
  printTable(
    `loading one of ${COUNT} skills, medians`,
    ['', `first ${ENDS}`, `last ${ENDS}`, 'ratio', 'aim'],
    measured.map(({ name, loadMs }) => {
      const [first, last] = [median(loadMs.slice(0, ENDS)), median(loadMs.slice(-ENDS))]
      return [name, inMs(first), inMs(last), ...judged(last / first, AIMS.loading)]
    }),
  )
  printTable(
    `a call with ${COUNT} skills loaded against one`,
    ['', 'one loaded', `${COUNT} loaded`, 'ratio', 'aim', 'each in turn', 'ratio'],
    measured.map(({ name, calls, sameSkill, eachInTurn }) => [
      name,
      ...[sameSkill.baselineMs, sameSkill.candidateMs].map((ms) => inMicroseconds(ms / calls)),
      ...judged(sameSkill.ratio, AIMS.latency),
      inMicroseconds(eachInTurn.candidateMs / calls),
      times(eachInTurn.ratio),
    ]),
  )
}

function measure(args: readonly string[]): MeasuredSkills {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`loading ${args.join(' ')} failed: ${stderr}`)
  return JSON.parse(stdout)
}

function judged(ratio: number, aim: number): readonly string[] {
  return [times(ratio), `≤ ${aim}: ${ratio <= aim ? 'met' : 'missed'}`]
}

function inKb(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}

function inMicroseconds(ms: number): string {
  return `${(ms * 1000).toFixed(1)} µs`
}
