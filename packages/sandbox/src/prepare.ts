import { type ImportedFunction, waitingFunctions } from './host/host-imports.ts'
import type { RunSettings } from './invocation.ts'
import { assertInterface, assertNeverWaits } from './loaded-skill.ts'
import { compile, type MeterLayout, meterLayout } from './rewriter/metered-module.ts'
import type { RewritePolicy } from './rewriter/plan/policy.ts'
import { rewrite } from './rewriter/rewrite.ts'

/** A module to be made ready, and the skill that it is for. */
export interface PrepareRequest {
  readonly skillName: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly policy: RewritePolicy
  readonly settings: RunSettings
}

/** A skill made ready, as plain data: what the threads that run it get. */
export interface PreparedSkill {
  /** Compiled; where a module can't be posted, its bytes, to be compiled by who runs it. */
  readonly code: WebAssembly.Module | Uint8Array<ArrayBuffer>
  readonly meter: MeterLayout
  /** The host functions that it imports. */
  readonly imports: readonly ImportedFunction[]
  readonly settings: RunSettings
}

/** How a guest can wait where it runs: it is suspended, its thread is blocked, or it can't at all. */
export type Waiting = 'suspended' | 'blocked' | undefined

/** Rewrites and compiles a skill's module; throws what `rewrite`, `assertInterface`, `assertCanWait` and `compile` throw. */
export async function prepare(
  request: PrepareRequest,
  waiting: Waiting,
): Promise<PreparedSkill & { readonly code: WebAssembly.Module }> {
  const { bytes, ...skill } = rewriteSkill(request, waiting)
  return { ...skill, code: await compile(bytes) }
}

/**
 * {@link prepare} for who can't be posted a module, since they are other processes: it is compiled all the same, to find out
 * here whether it can be.
 */
export async function prepareBytes(request: PrepareRequest, waiting: Waiting): Promise<PreparedSkill> {
  const policy = { ...request.policy, survivesEngineFaults: true }
  const { bytes, ...skill } = rewriteSkill({ ...request, policy }, waiting)
  await compile(bytes)
  return { ...skill, code: bytes }
}

function rewriteSkill(
  { skillName, wasm, policy, settings }: PrepareRequest,
  waiting: Waiting,
): Omit<PreparedSkill, 'code'> & { readonly bytes: Uint8Array<ArrayBuffer> } {
  const { bytes, plan } = rewrite(wasm, policy)
  assertInterface(skillName, plan)
  const imports = plan.imports.map(({ module, name }) => ({ module, name }))
  if (waiting === undefined) assertNeverWaits(skillName, waitingFunctions(imports, settings.capabilities))
  return { bytes, meter: meterLayout(plan), imports, settings }
}
