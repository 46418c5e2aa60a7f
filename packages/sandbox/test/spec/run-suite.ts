import { emptyReport, type Report } from './report.ts'
import { scriptsIn } from './script.ts'
import { runScript } from './script-run.ts'

/** Runs the scripts among the files of the suite on this engine, or those alone whose names are in `only`. */
export async function runSuite(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  only?: readonly string[],
): Promise<Report> {
  const report = emptyReport()
  for (const script of scriptsIn(files)) {
    if (only === undefined || only.includes(script.name)) await runScript(script, report)
  }
  return report
}
