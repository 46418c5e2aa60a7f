import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** What wasmtime says of a recorded run: units of fuel, and how often a throw of the host unwound the guest. */
export interface ReplayedRun {
  readonly startup: number
  readonly fuel: number
  readonly unwound: number
}

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
const SCRIPT = fileURLToPath(new URL('../oracle/replay.py', import.meta.url))
const run = promisify(execFile)

/** Replays the recording in `folder` in wasmtime; throws when anything is computed that was not recorded. */
export async function replay(folder: string): Promise<ReplayedRun> {
  const { stdout } = await run(PYTHON, [SCRIPT, folder])
  return JSON.parse(stdout)
}
