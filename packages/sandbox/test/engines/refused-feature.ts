import { manifestOf, withRuntime } from '../support/skills.ts'
import type { Difference } from './differences.ts'

/** The code of the error with which a skill that uses a feature is refused here, or `accepted`. */
export function refusalOf({ skill, capabilities = {} }: Difference): Promise<string> {
  return withRuntime({ isolation: 'inline' }, async (runtime) => {
    try {
      await runtime.loadSkill(manifestOf({ capabilities }), skill())
      return 'accepted'
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  })
}
