import { expect, test } from 'vitest'
import { WEBKIT } from '../../../../tooling/testing/engines/browsers.ts'
import { programOf } from '../../../../tooling/testing/engines/engine.ts'
import { answerOn } from './answer.ts'

/** In ms: without what the sandbox does about it, WebKitGTK 2.50 did not come to the end of these in two of three tries. */
const PAUSES = [0, 100, 1000, 3000, 0, 6000, 0, 3000]

test('a worker that was idle loads the next skill, WebKit', { timeout: 60_000 }, async (context) => {
  const question = { script: 'idle-page.ts', input: PAUSES, timeoutMs: 50_000 }
  const outcomes = await answerOn<readonly string[]>(WEBKIT, programOf(WEBKIT, context), question)
  expect(outcomes).toEqual(PAUSES.map(() => 'ok'))
})
