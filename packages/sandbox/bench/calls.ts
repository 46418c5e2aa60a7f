import { readFileSync } from 'node:fs'
import { createSkillRuntime, type SkillRuntimeOptions } from '@blufio/sandbox'
import { manifestOf } from '../test/support/skills.ts'
import { type Comparison, compare } from './interleaved.ts'
import { printComparisons } from './tables.ts'

const SKILL = readFileSync(new URL('../test/fixtures/c-reverse/skill.wasm', import.meta.url))
const BATCH = 200

/** What one invocation takes, beside a bare instance of the same module whose imports do nothing. */
export async function benchCalls(rounds: number): Promise<void> {
  const module = await WebAssembly.compile(SKILL)
  const nothing = { log() {}, get_input_len: () => 0, get_input() {}, set_output() {} }
  const baseline = (): void => {
    for (let call = 0; call < BATCH; call++) {
      const { exports } = new WebAssembly.Instance(module, { blufio: nothing })
      ;(exports['run'] as () => void)()
    }
  }
  const rows: Comparison[] = []
  for (const isolation of ['inline', 'worker'] satisfies SkillRuntimeOptions['isolation'][]) {
    const runtime = await createSkillRuntime({ isolation })
    await runtime.loadSkill(manifestOf(), SKILL)
    const candidate = async (): Promise<void> => {
      for (let call = 0; call < BATCH; call++) await runtime.invoke({ skillName: 'test-skill', input: 'abc' })
    }
    rows.push(
      await compare(`${isolation}, ${BATCH} calls in a row`, {
        baseline: () => baseline,
        candidate: () => candidate,
        rounds,
      }),
    )
    await runtime.close()
  }
  printComparisons(rows, { title: 'calls', baseline: 'bare instance', candidate: 'invoke' })
}
