import { collectTests, startTests } from 'vitest/internal/browser'
import { useServers } from '../support/capability-server.ts'
import type { ContractQuestion, ContractReport, ContractTest } from './contract-report.ts'
import { DIFFERENCES } from './differences.ts'
import { engineVersion } from './engine-version.ts'
import { answerInput } from './host-page.ts'
import { refusalOf } from './refused-feature.ts'

type Runner = Parameters<typeof startTests>[1]
type TestFile = Awaited<ReturnType<typeof startTests>>[number]
type Task = TestFile['tasks'][number] | TestFile

/** Vitest's own runner, with no more than it takes to run files here. */
const RUNNER = {
  config: {
    root: '/',
    setupFiles: [],
    passWithNoTests: false,
    sequence: { hooks: 'stack', setupFiles: 'list' },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxConcurrency: 1,
    retry: 0,
    tags: [],
  },
  importFile: (path: string) => import(`../contract/${path}.test.ts`),
} as unknown as Runner

await answerInput(async ({ files, collectOnly, servers }: ContractQuestion): Promise<ContractReport> => {
  useServers(servers)
  const specifications = files.map((filepath) => ({ filepath })) as Parameters<typeof startTests>[0]
  const ran = await (collectOnly ? collectTests : startTests)(specifications, RUNNER)
  const features: Record<string, string> = {}
  for (const difference of DIFFERENCES) features[difference.feature] = await refusalOf(difference)
  return {
    version: engineVersion(),
    sharedMemory: typeof SharedArrayBuffer !== 'undefined',
    entry: import.meta.resolve('@blufio/sandbox'),
    features,
    tests: ran.flatMap((file, index) => testsOf(file, files[index] ?? file.name)),
  }
})

/** The tests under `task`; what failed outside of any test as one. */
function testsOf(task: Task, title: string): ContractTest[] {
  const { mode, result } = task
  const note = result?.errors?.map(({ message }) => message).join('\n') ?? ''
  if (task.type === 'test') {
    if (result?.state === 'pass') return [{ title, state: 'passed', note }]
    if (result?.state === 'fail') return [{ title, state: 'failed', note }]
    // The reason, where vitest keeps it and its types do not say so.
    const { note: reason } = (result ?? {}) as { readonly note?: string }
    return [{ title, state: 'skipped', note: reason ?? mode }]
  }
  const tests = task.tasks.flatMap((child) => testsOf(child, `${title} > ${child.name}`))
  return note === '' ? tests : [...tests, { title, state: 'failed', note }]
}
