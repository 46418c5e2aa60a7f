import { createSkillRuntime } from '@blufio/sandbox'
import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { manifestOf } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

/** Loads and runs a skill after each of these pauses, in ms, in one runtime; answers the outcomes. */
await answerInput(async (pauses: readonly number[]): Promise<readonly string[]> => {
  const outcomes: string[] = []
  const runtime = await createSkillRuntime({ isolation: 'worker', workers: 1, loadTimeoutMs: 20_000 })
  for (const [index, pause] of pauses.entries()) {
    await new Promise((resolve) => setTimeout(resolve, pause))
    await runtime.loadSkill(manifestOf(), skillWat(`(drop (i32.const ${index}))`))
    outcomes.push((await runtime.invoke({ skillName: 'test-skill', input: null })).outcome)
  }
  await runtime.close()
  return outcomes
})
