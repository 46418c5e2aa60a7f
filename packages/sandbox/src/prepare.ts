import type { PreparedModule } from './loaded-skill.ts'
import { meterLayout } from './rewriter/metered-module.ts'
import type { RewritePolicy } from './rewriter/plan/policy.ts'
import { rewrite } from './rewriter/rewrite.ts'

/** Rewrites and compiles a module; throws what `rewrite` throws. */
export async function prepare(wasm: Uint8Array, policy: RewritePolicy): Promise<PreparedModule> {
  const { bytes, plan } = rewrite(wasm, policy)
  const module = await WebAssembly.compile(bytes)
  return { module, meter: meterLayout(plan), imports: plan.imports, exports: plan.exports }
}
