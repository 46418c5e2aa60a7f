import type { PageTest } from '../../../../tooling/testing/engines/page-tests.ts'
import type { ContractReport } from './contract-report.ts'
import { DIFFERENCES, type Difference, REFUSAL } from './differences.ts'
import type { Engine } from './engines.ts'

/** Runs of a process of their own are for runtimes that can start one. */
export const PROCESS: RegExp = /, process(?: >|$)/

/** What in a report contradicts the contract, whose tests have these `titles`, or the table of differences. */
export function contractFaults(
  { name, kind }: Pick<Engine, 'name' | 'kind'>,
  { tests, features }: Pick<ContractReport, 'tests' | 'features'>,
  { titles, differences = DIFFERENCES }: { titles: readonly string[]; differences?: readonly Difference[] },
): string[] {
  const ran = new Map(tests.map((test) => [test.title, test]))
  const lacks = differences.filter(({ lackedBy }) => lackedBy.includes(name))
  const absent = [...(kind === 'server' ? [] : [PROCESS]), ...lacks.flatMap((difference) => difference.absent ?? [])]
  const expected = titles.filter((title) => !absent.some((pattern) => pattern.test(title)))
  const listed = new Set(lacks.flatMap((difference) => difference.tests))
  const unknown = tests.filter(({ title, state }) => state !== 'skipped' && !expected.includes(title))
  const ended = new Set(expected.map(endOf))
  return [
    ...expected.flatMap((title) => testFaults(title, ran.get(title), listed.has(endOf(title)))),
    ...unknown.map(({ title, note }) => `is no test elsewhere: ${title}: ${note}`),
    ...[...listed].filter((test) => !ended.has(test)).map((test) => `is listed, and there is no such test: ${test}`),
    ...differences.flatMap(({ feature, lackedBy, refusal = REFUSAL }) => {
      const answer = lackedBy.includes(name) ? refusal : 'accepted'
      return features[feature] === answer ? [] : [`${feature}: ${features[feature]}, expected ${answer}`]
    }),
  ]
}

function testFaults(title: string, test: PageTest | undefined, isListed: boolean): string[] {
  if (test === undefined) return [`did not run: ${title}`]
  if (test.state === 'skipped') return [`was skipped: ${title}: ${test.note}`]
  if (test.state === 'failed') return isListed ? [] : [`failed: ${title}: ${test.note}`]
  return isListed ? [`is listed as failing, and passed: ${title}`] : []
}

/** The test's own title, without those of its file and its suites. */
function endOf(title: string): string {
  return title.split(' > ').at(-1) ?? title
}
