import { collectTests, startTests } from 'vitest/internal/browser'
import { foundText } from '../found-text.ts'

type Runner = Parameters<typeof startTests>[1]
type TestFile = Awaited<ReturnType<typeof startTests>>[number]
type Task = TestFile['tasks'][number] | TestFile

/** What came of one test. */
export interface PageTest {
  /** The file, the suites and the test, as in `limits > a limit, worker > …`. */
  readonly title: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** Of a test that failed its errors, also when it passed at the second try; of one that was skipped the reason. */
  readonly note: string
}

/** Vitest's own runner, with no more than it takes to run files here. */
const CONFIG = {
  root: '/',
  setupFiles: [],
  passWithNoTests: false,
  sequence: { hooks: 'stack', setupFiles: 'list' },
  testTimeout: 90_000,
  hookTimeout: 90_000,
  maxConcurrency: 1,
  // A thousand tests a place, with real deadlines, beside other places on a busy machine: one that fails is asked once more,
  // and its note tells of it when it passes then.
  retry: 1,
  tags: [],
}

/** How tests are run here. */
export interface PageTests {
  readonly files: readonly string[]
  readonly importFile: (file: string) => Promise<unknown>
  /** Whether to tell which tests there are, without running them. */
  readonly collectOnly?: boolean
}

/** Runs the tests in files, wherever this runs. */
export async function runTests({ files, importFile, collectOnly = false }: PageTests): Promise<readonly PageTest[]> {
  const specifications = files.map((filepath) => ({ filepath })) as Parameters<typeof startTests>[0]
  const runner = { config: CONFIG, importFile } as unknown as Runner
  const ran = await (collectOnly ? collectTests : startTests)(specifications, runner)
  return ran.flatMap((file, index) => testsOf(file, files[index] ?? file.name))
}

/** The tests under `task`; what failed outside of any test as one. */
function testsOf(task: Task, title: string): PageTest[] {
  const { mode, result } = task
  const note = result?.errors?.map(foundText).join('\n') ?? ''
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
