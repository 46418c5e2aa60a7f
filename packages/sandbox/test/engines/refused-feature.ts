import { manifestOf, withRuntime } from '../support/skills.ts'

/** The code of the error with which a module is refused as a skill here, or `accepted`. */
export function refusalOf(wasm: Uint8Array): Promise<string> {
  return withRuntime({ isolation: 'inline' }, async (runtime) => {
    try {
      await runtime.loadSkill(manifestOf(), wasm)
      return 'accepted'
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  })
}
