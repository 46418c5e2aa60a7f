import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fastestOf, median } from '../../../tooling/bench/statistics.ts'
import { inKb, inMs, printTable, times } from '../../../tooling/bench/tables.ts'
import { realModules } from './real-modules.ts'
import { oneLongFunction, repeatFunctions } from './sized-modules.ts'

const SIZES = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000]
/** Engines take no function of more than 7.6 MB, its meter included. */
const LONGEST_FUNCTION = 2_500_000
const MEGABYTE = 1_000_000
const SCRIPT = fileURLToPath(new URL('./measure-rewrite.ts', import.meta.url))
const FIXTURE = new URL('../test/fixtures/rust-word-count/skill.wasm', import.meta.url)
const SMALL = '@chainsafe/as-sha256/optimized.simd.wasm'

interface Measured {
  readonly bytes: number
  readonly times: readonly number[]
  readonly peakRss: number
  readonly held: number
}

/** Whether rewriting takes time and memory in proportion to the size of a module: each size in a process of its own. */
export async function benchLinearity(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-linearity-'))
  const measure = (wasm: Uint8Array): Measured => measureRewrite(wasm, join(folder, 'module.wasm'))
  try {
    const fixture = readFileSync(FIXTURE)
    printMeasured(
      'linearity, all functions of a Rust program again and again',
      SIZES.filter((size) => size >= fixture.length * 0.9).map((size) => measure(repeatFunctions(fixture, size))),
    )
    const small = realModules().find(({ name }) => name === SMALL)
    if (small !== undefined) {
      printMeasured(
        'linearity, all functions of an AssemblyScript program again and again',
        SIZES.filter((size) => size >= small.wasm.length * 0.5).map((size) =>
          measure(repeatFunctions(small.wasm, size)),
        ),
      )
    }
    printMeasured(
      'linearity, one function of loops and calls',
      SIZES.map((size) => Math.min(size, LONGEST_FUNCTION))
        .filter((size, at, all) => all.indexOf(size) === at)
        .map((size) => measure(oneLongFunction(size))),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function measureRewrite(wasm: Uint8Array, file: string): Measured {
  writeFileSync(file, wasm)
  const args = ['--expose-gc', SCRIPT, fileURLToPath(FIXTURE), file]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`rewriting a module of ${wasm.length} bytes failed: ${stderr}`)
  return { bytes: wasm.length, ...JSON.parse(stdout) }
}

function printMeasured(title: string, rows: readonly Measured[]): void {
  printTable(
    title,
    ['', 'time', 'time per MB', 'fastest per MB', 'peak RSS', 'per MB', 'heap and buffers', 'per MB'],
    rows.map((row) => {
      const megabytes = row.bytes / MEGABYTE
      return [
        inKb(row.bytes),
        inMs(median(row.times)),
        inMs(median(row.times) / megabytes),
        inMs(fastestOf(row.times) / megabytes),
        inMb(row.peakRss),
        inMb(row.peakRss / megabytes),
        inMb(row.held),
        inMb(row.held / megabytes),
      ]
    }),
  )
  const large = rows.filter(({ bytes }) => bytes >= 0.9 * MEGABYTE)
  const perByte = large.map((row) => fastestOf(row.times) / row.bytes)
  console.log(
    `  time per byte, the largest against 1 MB ${times((perByte.at(-1) ?? 0) / (perByte[0] ?? 0))} (1 is linear)`,
  )
}

function inMb(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`
}
