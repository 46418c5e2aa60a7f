import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What one run of a test runner came to; written beside the package, summed by `npm test`. */
export interface TestReport {
  readonly passed: number
  readonly failed: readonly { readonly title: string; readonly why: string }[]
  readonly skipped: readonly { readonly title: string; readonly reason: string }[]
}

/** The folder, inside a package, of its test reports. Turbo restores it with a cached run. */
export const REPORTS_FOLDER: string = join('.cache', 'tests')

/** Writes `report` as `name` for the package in `folder`. */
export function writeReport(folder: string, name: string, report: TestReport): void {
  const path = join(folder, REPORTS_FOLDER, `${name}.json`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
}
