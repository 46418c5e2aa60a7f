import type { TestFailure, TestReport } from './test-report.ts'

/** How much is shown of what a failed test found: enough to tell which fault it is, where all output but the end is gone. */
const FOUND_LINES = 12
const FOUND_LENGTH = 300

/** What a whole run of `npm test` left behind. */
export interface RunRecord {
  readonly steps: readonly {
    readonly name: string
    readonly failed: boolean
    readonly seconds: number
    readonly reports: boolean
  }[]
  /** Steps that a failed one before them kept from running. */
  readonly notRun: readonly string[]
  /** By `folder/name`. */
  readonly reports: ReadonlyMap<string, TestReport>
  /** Names that must be among `reports`: a runner that died before it could count is a failure. */
  readonly expected: readonly string[]
}

/** The closing lines of a run, the last of which is `N passed, N failed, N skipped`, and whether anything failed. */
export function summaryOf({ steps, notRun, reports, expected }: RunRecord): { text: string; failed: boolean } {
  const failures: TestFailure[] = []
  const retried: TestFailure[] = []
  const skips: { readonly title: string; readonly reason: string }[] = []
  let passed = 0
  for (const [name, report] of reports) {
    passed += report.passed
    for (const failure of report.failed) failures.push({ ...failure, title: `${name}: ${failure.title}` })
    for (const failure of report.retried ?? []) retried.push({ ...failure, title: `${name}: ${failure.title}` })
    for (const { title, reason } of report.skipped) skips.push({ title: `${name}: ${title}`, reason })
  }
  for (const name of expected) {
    // A configuration of its own gives a report another name, `vitest.config` for one.
    const there = [...reports.keys()].some((key) => key === name || key.startsWith(`${name}.`))
    if (!there) failures.push({ title: name, why: 'no report; the tests did not run or did not end' })
  }
  for (const step of steps) {
    if (step.failed && !(step.reports && failures.length > 0))
      failures.push({ title: `the step '${step.name}'`, why: '' })
  }
  const lines = [
    ...steps.map(({ name, failed, seconds }) => `${failed ? '✗' : '✓'} ${name} (${seconds.toFixed(0)} s)`),
    ...notRun.map((name) => `– ${name}: not run, a step before it failed (--keep-going runs it)`),
    ...byReason(skips),
    ...byCause('AGAIN    ', retried),
    ...byCause('FAILED   ', failures),
    `${passed} passed, ${failures.length} failed, ${skips.length} skipped`,
  ]
  return { text: lines.join('\n'), failed: failures.length > 0 }
}

/** Each failure, behind the label, with the start of what was found; of several with one cause only the first, and how many more there are. */
function byCause(label: string, failures: readonly TestFailure[]): string[] {
  const causes = Map.groupBy(failures, ({ title, why }) => (why === '' ? title : why))
  return [...causes.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const line = `${label}${first.title}${first.why === '' ? '' : `: ${first.why}`}`
    const found = (first.found ?? '').split('\n').filter((text) => text !== '')
    return [
      line,
      ...found.slice(0, FOUND_LINES).map((text) => `           ${text.slice(0, FOUND_LENGTH)}`),
      ...(others.length === 0 ? [] : [`           and ${others.length} more with the same cause`]),
    ]
  })
}

/** A line for each reason, then the tests that it kept from running; of many, the first ones. */
function byReason(skips: readonly { readonly title: string; readonly reason: string }[]): string[] {
  return [...Map.groupBy(skips, ({ reason }) => reason)].flatMap(([reason, tests]) => [
    `skipped  ${tests.length} × ${reason}`,
    ...tests.slice(0, 3).map(({ title }) => `           ${title}`),
    ...(tests.length > 3 ? [`           and ${tests.length - 3} more`] : []),
  ])
}
