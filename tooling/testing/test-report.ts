import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What one run of a test runner came to; written beside the package, summed by `npm test`. */
export interface TestReport {
  readonly passed: number
  readonly failed: readonly TestFailure[]
  readonly skipped: readonly { readonly title: string; readonly reason: string }[]
  /** Those of the passed that failed at first, with what they found then. */
  readonly retried?: readonly TestFailure[]
}

export interface TestFailure {
  readonly title: string
  /** What kept the test from finding out, the same for all tests that it befell; empty where the test did find out. */
  readonly why: string
  /** What the test found instead. */
  readonly found?: string
}

/** The type of an annotation that tells of a test in it that passed only at the second try: a line with its title, then what it found. */
export const PASSED_AGAIN = 'passed-again'

/** The folder, inside a package, of its test reports. Turbo restores it with a cached run. */
export const REPORTS_FOLDER: string = join('.cache', 'tests')

/** Writes `report` as `name` for the package in `folder`. */
export function writeReport(folder: string, name: string, report: TestReport): void {
  const path = join(folder, REPORTS_FOLDER, `${name}.json`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
}
