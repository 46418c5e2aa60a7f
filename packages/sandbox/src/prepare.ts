import { assertInterface } from './loaded-skill.ts'
import { compile, type MeteredModule, meterLayout } from './rewriter/metered-module.ts'
import type { RewritePolicy } from './rewriter/plan/policy.ts'
import { rewrite } from './rewriter/rewrite.ts'

/** A module to be made ready, and the skill that it is for. */
export interface PrepareRequest {
  readonly skillName: string
  readonly wasm: Uint8Array<ArrayBuffer>
  readonly policy: RewritePolicy
}

/** Rewrites and compiles a skill's module; throws what `rewrite` and `assertInterface` throw. */
export async function prepare({ skillName, wasm, policy }: PrepareRequest): Promise<MeteredModule> {
  const { bytes, plan } = rewrite(wasm, policy)
  assertInterface(skillName, plan)
  return { module: await compile(bytes), meter: meterLayout(plan) }
}
