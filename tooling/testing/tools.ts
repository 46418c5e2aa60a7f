import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const PROGRAMS = [
  'chromium',
  'clang',
  'clang-22',
  'firefox',
  'firefox-esr',
  'cargo',
  'rustup',
  'sqlite3',
  'python3',
] as const

/**
 * Which optional tools this machine has, as one line. Part of the key of cached test runs: a test that was skipped for
 * want of a tool must run when the tool has come.
 */
export function toolsFound(env: NodeJS.ProcessEnv = process.env): string {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter)
  const found: string[] = PROGRAMS.filter((program) =>
    folders.some((folder) => existsSync(join(folder, program)) || existsSync(join(folder, `${program}.exe`))),
  )
  if (found.includes('python3') && spawnSync('python3', ['-c', 'import wasmtime']).status === 0) found.push('wasmtime')
  return found.filter((name) => name !== 'python3').join(',')
}
