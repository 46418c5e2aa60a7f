import { browserPlatform } from './platform/platform.browser.ts'
import type { SkillRuntimeOptions } from './runtime-options.ts'
import { createRuntime, type WasmSkillRuntime } from './sandbox.ts'

/** Makes a runtime for skills; throws a SandboxError `ERR_OPTION` for an option out of range. */
export async function createSkillRuntime(options: SkillRuntimeOptions = {}): Promise<WasmSkillRuntime> {
  return createRuntime(browserPlatform(options?.workerUrl), options)
}

export * from './exports.ts'
