import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Call } from './rules.ts'

/** Units of fuel by wasmtime; a call that trapped has none. */
export interface Figures {
  readonly startup: number
  readonly calls: readonly (number | null)[]
}

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
const SCRIPT = fileURLToPath(new URL('../oracle/fuel.py', import.meta.url))

/** Whether wasmtime 49.0.0 can be asked on this machine. */
export function hasOracle(): boolean {
  const version = "import importlib.metadata as m; print(m.version('wasmtime'))"
  return spawnSync(PYTHON, ['-c', version], { encoding: 'utf8' }).stdout?.trim() === '49.0.0'
}

/** Asks wasmtime for the fuel of some modules and calls. */
export function askOracle(jobs: readonly { readonly wasm: Uint8Array; readonly calls: readonly Call[] }[]): Figures[] {
  const input = JSON.stringify(jobs.map(({ wasm, calls }) => ({ wasm: Buffer.from(wasm).toString('base64'), calls })))
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`the oracle failed: ${stderr}`)
  return JSON.parse(stdout)
}
