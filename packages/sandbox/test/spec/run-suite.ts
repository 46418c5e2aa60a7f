import { emptyReport, type Report } from './report.ts'
import { scriptsIn } from './script.ts'
import { runScript } from './script-run.ts'
import { readArchive } from './suite-archive.ts'

/** Runs the scripts of the suite in `archive` on this engine, or those alone whose names are in `only`. */
export async function runSuite(archive: string, only?: readonly string[]): Promise<Report> {
  const report = emptyReport()
  for (const script of scriptsIn(readArchive(archive))) {
    if (only === undefined || only.includes(script.name)) await runScript(script, report)
  }
  return report
}
