// Tests the packages as they ship: packed, installed by npm into an empty project, run by plain Node on each version of
// node-versions.json. `--only core,manifest` takes these packages alone, `--node 24.21.0` that version alone.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseRequired } from '../testing/skip-rule.ts'
import { type TestReport, writeReport } from '../testing/test-report.ts'
import { installPacked } from './installation.ts'
import { nodeOfVersion } from './nodes.ts'

interface TestLine {
  readonly title: string
  readonly state: 'pass' | 'fail' | 'skip'
  readonly why: string
  readonly note?: string | boolean
}

const { values } = parseArgs({ options: { only: { type: 'string' }, node: { type: 'string' } } })
const required = parseRequired(process.env.BLUFIO_REQUIRE)
const versions = JSON.parse(readFileSync(join(import.meta.dirname, 'node-versions.json'), 'utf8')) as string[]
const names = values.only?.split(',') ?? readdirSync(join(import.meta.dirname, '..', '..', 'packages'))

const report = {
  passed: 0,
  failed: [] as { title: string; why: string }[],
  skipped: [] as { title: string; reason: string }[],
}
const { folder, remove } = installPacked(names)
try {
  for (const version of values.node?.split(',') ?? versions) runOn(version)
} finally {
  remove()
}
writeReport(join(import.meta.dirname, '..'), 'dist', report satisfies TestReport)
for (const { title, why } of report.failed) console.error(`failed: ${title}: ${why}`)
console.log(`${report.passed} passed, ${report.failed.length} failed, ${report.skipped.length} skipped`)
process.exitCode = report.failed.length === 0 ? 0 : 1

/** Runs the suite of each package by Node `version` and adds what came of it to the report. */
function runOn(version: string): void {
  const node = nodeOfVersion(version)
  if ('problem' in node) {
    const skip = { title: `Node ${version}: the whole suite`, reason: node.problem }
    if (required.has('nodes')) report.failed.push({ title: skip.title, why: `nodes must be there: ${node.problem}` })
    else report.skipped.push(skip)
    return
  }
  const before = report.passed
  for (const name of names) {
    const file = join('suite', `${name}.test.mjs`)
    const title = `Node ${version}: ${name}`
    if (!existsSync(join(folder, file))) report.failed.push({ title, why: `dist-suite/${file} is not there` })
    else for (const line of linesOf(node.path, file)) add(line, title)
  }
  console.log(`Node ${version}: ${report.passed - before} passed`)
}

function linesOf(node: string, file: string): readonly TestLine[] {
  const reporter = new URL('./reporter.mjs', import.meta.url).href
  // Without what the test runner of the repository left in the environment: it would change how these tests run.
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env
  const args = ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', file]
  const { stdout, stderr, status } = spawnSync(node, args, { cwd: folder, env, encoding: 'utf8', timeout: 120_000 })
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
  const tests = lines.map((line) => JSON.parse(line) as TestLine)
  const told = tests.some(({ state }) => state === 'fail')
  if (tests.length === 0 || (status !== 0 && !told)) {
    return [...tests, { title: 'the file', state: 'fail', why: `node ended with ${status}: ${stderr}${stdout}` }]
  }
  return tests
}

function add({ title, state, why, note }: TestLine, prefix: string): void {
  const full = `${prefix} > ${title}`
  if (state === 'pass') report.passed += 1
  else if (state === 'fail') report.failed.push({ title: full, why })
  else if (typeof note === 'string') report.skipped.push({ title: full, reason: note })
  else report.failed.push({ title: full, why: 'skipped without a reason' })
}
