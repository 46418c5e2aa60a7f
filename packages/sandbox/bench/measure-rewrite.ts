// node --expose-gc measure-rewrite.ts WARMING MODULE: prints, as JSON, the times of a few rewrites in milliseconds of
// processor time and the memory that the first of them took, in bytes.
import { readFileSync } from 'node:fs'
import { rewrite } from '@blufio/sandbox/rewriter'
import { threadTime } from '../../../tooling/bench/clocks.ts'
import { watchPeakMemory } from './peak-memory.ts'

const WARM_UPS = 30
const REWRITES = 5
const LEAST_MS = 300

const [warming = '', file = ''] = process.argv.slice(2)
const small = readFileSync(warming)
for (let count = 0; count < WARM_UPS; count++) rewrite(small)
const wasm = readFileSync(file)
// A full collection twice: the first may only queue what array buffers hold.
globalThis.gc?.()
await new Promise((resolve) => setTimeout(resolve, 50))
globalThis.gc?.()

const peakOf = watchPeakMemory()
const before = process.memoryUsage()
const times = [timeOfOne()]
const after = process.memoryUsage()
const peakRss = peakOf() - before.rss
const held = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
let spentMs = 0
while (times.length < REWRITES || spentMs < LEAST_MS) spentMs += times[times.push(timeOfOne()) - 1] ?? 0
console.log(JSON.stringify({ times, peakRss, held }))

function timeOfOne(): number {
  const start = threadTime()
  rewrite(wasm)
  return threadTime() - start
}
