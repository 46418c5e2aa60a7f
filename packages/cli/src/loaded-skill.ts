import type { SkillManifest } from '@blufio/core'
import type { SkillRuntimeOptions, WasmSkillRuntime } from '@blufio/sandbox'
import { namingModule } from './module-error.ts'
import type { RunTarget } from './run-target.ts'

/** What a skill is given of this machine, beside what its manifest says. */
export type RuntimeGrants = Pick<SkillRuntimeOptions, 'env' | 'files' | 'isolation' | 'network' | 'secrets'> &
  Pick<SkillRuntimeOptions, 'onEvent' | 'eventContent'>

/** Calls `use` with a runtime that has loaded a skill, and nothing but `env` of the environment; closes it afterwards. */
export async function withLoadedSkill<T>(
  { manifest, wasm, wasmFile }: RunTarget,
  options: RuntimeGrants,
  use: (runtime: WasmSkillRuntime) => Promise<T>,
): Promise<T> {
  const { createSkillRuntime } = await import('@blufio/sandbox')
  const runtime = await createSkillRuntime(options)
  try {
    await namingModule(wasmFile, () => runtime.loadSkill(manifest, wasm))
    return await use(runtime)
  } finally {
    await runtime.close()
  }
}

/**
 * A value for each secret that `manifest` names, of no meaning: for who loads a skill and sends no request. Nobody can know
 * them, so that none is found in what is shown of a skill.
 */
export function placeholderSecrets({ capabilities: { secrets = [] } }: SkillManifest): Record<string, string> {
  return Object.fromEntries(secrets.map(({ name }) => [name, crypto.randomUUID()]))
}

/** The variables of this process that a manifest asks for: what is not granted is not even handed to the sandbox. */
export function grantedEnv({ capabilities }: SkillManifest): Record<string, string> {
  return Object.fromEntries(
    capabilities.env.flatMap((key): [string, string][] => {
      const value = Object.hasOwn(process.env, key) ? process.env[key] : undefined
      return value === undefined ? [] : [[key, value]]
    }),
  )
}
