import { readdirSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { median } from '../../../tooling/bench/statistics.ts'

/** What a process holds, after its garbage was collected: sizes in bytes, numbers of threads and of child processes. */
export interface SoakSample {
  readonly rss: number
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
  readonly threads: number
  readonly processes: number
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Takes a sample of this process; what its child processes hold is part of the RSS, where the system tells it. */
export function takeSample(): SoakSample {
  // Twice: what memories of WebAssembly take is counted until what the first finds dead is finalised.
  collectGarbage()
  collectGarbage()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  const children = childProcesses()
  const all = rss + children.reduce((sum, pid) => sum + residentBytes(pid), 0)
  return { rss: all, heapUsed, external, arrayBuffers, threads: threadCount(), processes: children.length }
}

/** The medians of samples. */
export function medianSample(samples: readonly SoakSample[]): SoakSample {
  const of = (name: keyof SoakSample): number => median(samples.map((sample) => sample[name]))
  return {
    ...{ rss: of('rss'), heapUsed: of('heapUsed'), external: of('external') },
    ...{ arrayBuffers: of('arrayBuffers'), threads: of('threads'), processes: of('processes') },
  }
}

function threadCount(): number {
  return listed('/proc/self/task').length
}

function childProcesses(): readonly number[] {
  return listed('/proc/self/task').flatMap((thread) =>
    text(`/proc/self/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  )
}

const PAGE_BYTES = 4096

function residentBytes(pid: number): number {
  return Number(text(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES
}

/** Systems without /proc tell nothing; threads and processes come and go. */
function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
