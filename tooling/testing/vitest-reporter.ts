import { basename } from 'node:path'
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { foundText } from './found-text.ts'
import { parseRequired, problemOfSkip, reasonOfSkip } from './skip-rule.ts'
import { PASSED_AGAIN, type TestFailure, type TestReport, writeReport } from './test-report.ts'

/** Counts a run of vitest for `npm test`, and fails it for a skip that gives no reason or lacks a required tool. */
export default class CountingReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason): void {
    const report = reportOf(modules, errors, reason)
    const configFile = this.#vitest?.vite.config.configFile
    const name = configFile ? basename(configFile).replace(/\.[cm]?[jt]s$/, '') : 'vitest'
    writeReport(this.#vitest?.config.root ?? process.cwd(), name, report)
    for (const { title, reason: why } of report.skipped) console.log(`skipped: ${title} (${why})`)
    for (const { title, why } of report.failed) if (why !== '') console.error(`failed: ${title}: ${why}`)
    if (report.failed.length > 0) process.exitCode = 1
  }
}

function reportOf(
  modules: readonly TestModule[],
  errors: readonly SerializedError[],
  reason: TestRunEndReason,
): TestReport {
  const required = parseRequired(process.env['BLUFIO_REQUIRE'])
  const failed: TestFailure[] = []
  const skipped: { title: string; reason: string }[] = []
  const retried: TestFailure[] = []
  let passed = 0
  for (const test of modules.flatMap((module) => [...module.children.allTests()])) {
    const result = test.result()
    const title = titleOf(test)
    if (result.state === 'passed') {
      passed += 1
      for (const { type, message } of test.annotations()) {
        if (type !== PASSED_AGAIN) continue
        const [inner, ...found] = message.split('\n')
        retried.push({ title: `${title}: ${inner}`, why: '', found: found.join('\n') })
      }
      if (test.diagnostic()?.flaky) retried.push({ title, ...failureOf(result.errors ?? []) })
    } else if (result.state === 'skipped' && suiteErrors(test).length > 0) {
      failed.push({ title, why: `a hook of its suite failed: ${suiteErrors(test).join('; ')}` })
    } else if (result.state === 'skipped') {
      const problem = problemOfSkip({ title, note: result.note }, required)
      if (problem === undefined) skipped.push({ title, reason: reasonOfSkip({ title, note: result.note }) ?? '' })
      else failed.push({ title, why: problem })
    } else if (result.state === 'failed') failed.push({ title, ...failureOf(result.errors) })
    else failed.push({ title, why: 'it never ended' })
  }
  // A file that could not be loaded, or an error outside any test, is a failure that no test tells of.
  for (const module of modules.filter((one) => one.errors().length > 0)) {
    failed.push({
      title: module.relativeModuleId,
      why: module
        .errors()
        .map(({ message }) => message)
        .join('; '),
    })
  }
  for (const suite of modules.flatMap((module) => [...module.children.allSuites()])) {
    for (const { message } of suite.errors()) failed.push({ title: `a hook of ${suite.fullName}`, why: message })
  }
  for (const { message } of errors) failed.push({ title: 'an unhandled error', why: message })
  if (reason === 'interrupted') failed.push({ title: 'the run', why: 'it was interrupted' })
  return { passed, failed, skipped, retried }
}

/** An error that is no assertion kept a test from finding out; its first line is the same for all tests that it befell. */
function failureOf(errors: readonly SerializedError[]): Omit<TestFailure, 'title'> {
  const cause = errors.find(({ name }) => name !== 'AssertionError')
  if (cause !== undefined) return { why: cause.message.split('\n', 1)[0] ?? '' }
  return { why: '', found: errors.map(foundText).join('\n') }
}

function titleOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`
}

/** What failed around `test`, in its suites; vitest then calls the tests in them skipped. */
function suiteErrors(test: TestCase): readonly string[] {
  const messages: string[] = []
  for (let { parent } = test; parent.type === 'suite'; parent = parent.parent) {
    messages.push(...parent.errors().map(({ message }) => message))
  }
  return [...messages, ...test.module.errors().map(({ message }) => message)]
}
