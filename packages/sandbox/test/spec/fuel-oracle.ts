import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { OracleFuel } from './fuel-figures.ts'

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
const SCRIPT = fileURLToPath(new URL('../oracle/spec-fuel.py', import.meta.url))

/** Asks wasmtime for the fuel of the whole suite in `archive`. */
export async function askSpecOracle(archive: string): Promise<OracleFuel> {
  const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, archive], { maxBuffer: 1 << 28 })
  return JSON.parse(stdout) as OracleFuel
}
