import type { TestContext } from 'vitest'
import { PASSED_AGAIN } from '../test-report.ts'
import type { PageTest } from './page-tests.ts'

/** Has the summary tell which of `tests`, run elsewhere, passed only at the second try, and what they found at the first. */
export async function tellSecondTries({ annotate }: TestContext, tests: readonly PageTest[]): Promise<void> {
  for (const { title, state, note } of tests) {
    if (state === 'passed' && note !== '') await annotate(`${title}\n${note}`, PASSED_AGAIN)
  }
}
