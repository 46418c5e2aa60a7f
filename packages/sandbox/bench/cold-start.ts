import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fastestOf, median } from '../../../tooling/bench/statistics.ts'
import { inKb, inMs, printTable } from '../../../tooling/bench/tables.ts'
import { realModules } from './real-modules.ts'

const PROCESSES = 15
const SIZES = { least: 15_000, most: 35_000 } as const
const AIM_MS = 10
const SCRIPT = fileURLToPath(new URL('./rewrite-cold.mjs', import.meta.url))

interface ColdTimes {
  readonly importMs: number
  readonly rewriteMs: number
}

/** What rewriting a small module takes in a process that has done nothing else yet. */
export async function benchColdStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cold-'))
  try {
    const rows = realModules()
      .filter(({ wasm }) => wasm.length >= SIZES.least && wasm.length <= SIZES.most)
      .map(({ name, wasm }) => {
        const file = join(folder, 'module.wasm')
        writeFileSync(file, wasm)
        const runs = Array.from({ length: PROCESSES }, () => runCold(file))
        const rewriting = runs.map(({ rewriteMs }) => rewriteMs)
        const verdict = median(rewriting) <= AIM_MS ? 'met' : 'missed'
        return [
          `${name}, ${inKb(wasm.length)}`,
          inMs(median(rewriting)),
          inMs(fastestOf(rewriting)),
          verdict,
          inMs(median(runs.map(({ importMs, rewriteMs }) => importMs + rewriteMs))),
          inMs(fastestOf(runs.map(({ importMs, rewriteMs }) => importMs + rewriteMs))),
        ]
      })
    printTable(
      `rewriting in a new process, medians of ${PROCESSES} processes each`,
      ['', 'rewrite', 'fastest', `aim ≤ ${AIM_MS} ms`, 'import and rewrite', 'fastest'],
      rows,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runCold(file: string): ColdTimes {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, file], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`a new process failed: ${stderr}`)
  return JSON.parse(stdout)
}
