import type { SkillManifest } from '@blufio/core'
import type { SkillRuntimeOptions, WasmSkillRuntime } from '@blufio/sandbox'
import { namingModule } from './module-error.ts'
import type { RunTarget } from './run-target.ts'

/** Calls `use` with a runtime that has loaded a skill, and nothing but `env` of the environment; closes it afterwards. */
export async function withLoadedSkill<T>(
  { manifest, wasm, wasmFile }: RunTarget,
  options: Pick<SkillRuntimeOptions, 'env' | 'isolation'>,
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

/** The variables of this process that a manifest asks for: what is not granted is not even handed to the sandbox. */
export function grantedEnv({ capabilities }: SkillManifest): Record<string, string> {
  return Object.fromEntries(
    capabilities.env.flatMap((key): [string, string][] => {
      const value = Object.hasOwn(process.env, key) ? process.env[key] : undefined
      return value === undefined ? [] : [[key, value]]
    }),
  )
}
