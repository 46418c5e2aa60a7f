import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { nodeOfVersion } from '../../../../tooling/dist-suite/nodes.ts'
import type { Report } from './report.ts'
import { stripTypes } from './strip-types.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
/** Inside the package, whose own name then leads to what was built. */
const CACHE = fileURLToPath(new URL('../../.cache/spec', import.meta.url))
const TIMEOUT_MS = 300_000

/** Options of run.ts, in its words. */
interface RunOptions {
  readonly only?: string | undefined
  readonly slice?: string | undefined
}

/** What the suite comes to on Node `version`; what went wrong when that Node can't be had. */
export async function reportOn(
  version: string,
  archive: string,
  options: RunOptions = {},
): Promise<{ readonly report: Report } | { readonly problem: string }> {
  const node = process.version === `v${version}` ? { path: process.execPath } : nodeOfVersion(version)
  return 'problem' in node ? node : { report: await reportOf(node.path, archive, options) }
}

/** What the suite comes to on the engine whose program is `path`; throws when it comes to no end. */
async function reportOf(path: string, archive: string, options: RunOptions): Promise<Report> {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'run-'))
  try {
    portTo(folder)
    // Without what a test runner left in the environment: it would change how this Node runs.
    const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env
    const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
    const args = ['run.mjs', '--json', '--archive', archive, ...given]
    const child = spawn(path, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIMEOUT_MS })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (!stdout.endsWith('}\n')) throw new Error(`${path} came to no end: ${child.signalCode ?? ''} ${stderr}${stdout}`)
    return JSON.parse(stdout) as Report
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Copies the runner for engines that know no types: without them, and with names that say JavaScript. */
function portTo(folder: string): void {
  const files = readdirSync(HERE).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  for (const file of files) {
    const code = stripTypes(readFileSync(join(HERE, file), 'utf8'))
    writeFileSync(join(folder, file.replace(/\.ts$/, '.mjs')), code.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.mjs'"))
  }
}
