// Compares the suite plain and metered: node test/spec/run.ts [--only br,call] [--node 20.19.0] [--slice 3] [--archive FILE] [--json]
// --slice is how many units of fuel a counter holds at most: with few, a module asks its host at every check.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatReport, type Report } from './report.ts'
import { runSuite } from './run-suite.ts'
import { archivePath, readArchive } from './suite-archive.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    node: { type: 'string' },
    slice: { type: 'string' },
    archive: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

try {
  const report = await reportAskedFor()
  process.stdout.write(`${values.json ? JSON.stringify(report) : formatReport(report)}\n`)
  // Not by process.exit: an engine may hang in it after much WebAssembly.
  process.exitCode = report.differences.length === 0 ? 0 : 1
} catch (error) {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 2
}

async function reportAskedFor(): Promise<Report> {
  const archive = values.archive === undefined ? archivePath() : resolve(values.archive)
  if (archive === undefined)
    throw new Error('needs test-data: wasm-spec/testsuite.tar.gz in $BLUFIO_TEST_DATA or ../shared')
  const sliceUnits = values.slice === undefined ? undefined : BigInt(values.slice)
  if (values.node === undefined) return runSuite(readArchive(archive), { only: values.only?.split(','), sliceUnits })
  // Only here: what starts another Node needs a newer one than the oldest that this file runs on.
  const { reportOn } = await import('./on-node.ts')
  const answer = await reportOn(values.node, archive, { only: values.only, slice: values.slice })
  if ('problem' in answer) throw new Error(answer.problem)
  return answer.report
}
