// Everything that `npm test` runs, cheapest first. It stops at the first step that fails; --keep-going runs the others too.
// Its last lines say what came of it: `N passed, N failed, N skipped`, where a failed step that no test tells of counts as one.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseRequired } from './testing/skip-rule.ts'
import { summaryOf } from './testing/summary.ts'
import { REPORTS_FOLDER, type TestReport } from './testing/test-report.ts'
import { toolsFound } from './testing/tools.ts'

interface Step {
  readonly name: string
  readonly command: string
  /** The script of a package that leaves a report of this name, when the step runs tests. */
  readonly reports?: string
}

const STEPS: readonly Step[] = [
  { name: 'build', command: 'turbo run build --continue --output-logs=errors-only' },
  { name: 'check', command: 'pnpm run check' },
  // One at a time: a suite runs its files in parallel, and tests of deadlines need a processor that is free.
  { name: 'tests', command: 'turbo run test --continue --concurrency=1 --output-logs=new-only', reports: 'test' },
  { name: 'tests of the packed packages', command: 'turbo run test:dist --output-logs=new-only', reports: 'test:dist' },
]

const root = join(import.meta.dirname, '..')
const { keepGoing } = readArguments()
// Before anything runs: a typing error in it must not pass for a requirement that was met.
parseRequired(process.env.BLUFIO_REQUIRE)
const env = { ...process.env, BLUFIO_TOOLS: toolsFound(), TURBO_TELEMETRY_DISABLED: '1' }
const folders = [
  ...['apps', 'packages'].flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name))),
  'tooling',
]
for (const folder of folders) rmSync(join(root, folder, REPORTS_FOLDER), { recursive: true, force: true })

const results: { name: string; failed: boolean; seconds: number; reports: boolean }[] = []
for (const { name, command, reports } of STEPS) {
  if (!keepGoing && results.some(({ failed }) => failed)) break
  console.error(`\n── ${name} ──`)
  const start = performance.now()
  const { status } = spawnSync(command, { cwd: root, env, shell: true, stdio: 'inherit' })
  const seconds = (performance.now() - start) / 1000
  results.push({ name, failed: status !== 0, seconds, reports: reports !== undefined })
}

const lines = summaryOf({
  steps: results,
  notRun: STEPS.slice(results.length).map(({ name }) => name),
  reports: reportsIn(folders),
  expected: STEPS.slice(0, results.length).flatMap(({ reports }) =>
    reports === undefined ? [] : expectedReports(reports),
  ),
})
console.log(`\n${lines.text}`)
process.exitCode = lines.failed ? 1 : 0

/** What the command line asks for; for `--help` and for anything unknown, prints how it is used and ends. */
function readArguments(): { readonly keepGoing: boolean } {
  const usage = 'Usage: npm test -- [--keep-going]   (goes on after a step that failed)'
  try {
    const { values } = parseArgs({
      options: { 'keep-going': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    })
    if (values.help !== true) return { keepGoing: values['keep-going'] === true }
    console.log(usage)
    process.exit(0)
  } catch {
    console.error(usage)
    process.exit(2)
  }
}

/** The reports that lie in `packageFolders`, by `folder/name`. */
function reportsIn(packageFolders: readonly string[]): Map<string, TestReport> {
  const found = new Map<string, TestReport>()
  for (const folder of packageFolders) {
    const reports = join(root, folder, REPORTS_FOLDER)
    for (const file of existsSync(reports) ? readdirSync(reports) : []) {
      const text = readFileSync(join(reports, file), 'utf8')
      found.set(`${folder.replaceAll('\\', '/')}/${file.replace(/\.json$/, '')}`, JSON.parse(text) as TestReport)
    }
  }
  return found
}

/** The folders of the packages that have `script`, each of which must have left a report. */
function expectedReports(script: string): string[] {
  return folders
    .filter((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { scripts?: object }
      return Object.hasOwn(manifest.scripts ?? {}, script)
    })
    .map((folder) => (script === 'test' ? `${folder.replaceAll('\\', '/')}/vitest` : `${folder}/dist`))
}
