import { emptyReport, type Report } from './report.ts'
import { scriptsIn } from './script.ts'
import { runScript } from './script-run.ts'

/** What to run, and how. */
export interface SuiteOptions {
  /** The names of scripts, without `.json`; all by default. */
  readonly only?: readonly string[] | undefined
  /** The most units that a metered module's counter holds at a time; what the rewriter gives it by default. */
  readonly sliceUnits?: bigint | undefined
}

/** Runs the scripts among the files of the suite on this engine. */
export async function runSuite(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  { only, sliceUnits }: SuiteOptions = {},
): Promise<Report> {
  const report = emptyReport()
  for (const script of scriptsIn(files)) {
    if (only === undefined || only.includes(script.name)) await runScript(script, report, sliceUnits)
  }
  return report
}
