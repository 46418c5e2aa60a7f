import { analyse } from './analyse/analyse.ts'
import { decode } from './decode/decode-module.ts'
import { assertBearable, assertCompilable } from './decode/module-limits.ts'
import { encode } from './encode/encode.ts'
import { DEFAULT_MAX_MODULE_BYTES, mostRewrittenBytes } from './format/limits.ts'
import { assertBytes } from './module-bytes.ts'
import { makePlan } from './plan/make-plan.ts'
import type { RewritePlan } from './plan/plan.ts'
import { assertPolicy, type RewritePolicy } from './plan/policy.ts'
import { RewriteError } from './rewrite-error.ts'
import { visible } from './visible-text.ts'

/** A module that counts its own fuel. */
export interface RewrittenModule {
  /** The module, ready to be compiled. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What was done to it. */
  readonly plan: RewritePlan
}

/**
 * Rewrites a module so that it counts its fuel by the profile `wasmtime-49` and stays within `policy`.
 *
 * Pure: the same bytes and policy give the same result; `wasm` is not changed. Linear in the size of the module.
 *
 * @throws RewriteError for a module that is not valid, uses what can't be metered, or starts above a limit.
 */
export function rewrite(wasm: Uint8Array, policy: RewritePolicy = {}): RewrittenModule {
  assertPolicy(policy)
  const { maxModuleBytes = DEFAULT_MAX_MODULE_BYTES } = policy
  assertBytes(wasm, maxModuleBytes)
  const bytes = unshared(wasm)
  const module = decode(bytes)
  // Before an engine sees it: there are modules of a megabyte that take minutes to validate.
  assertBearable(module)
  // Before anything is appended: a new global or function could make an invalid guest valid.
  assertValid(bytes)
  if (policy.survivesEngineFaults !== true) assertCompilable(module)
  const plan = makePlan(module, analyse(module, policy.profile), policy)
  return { bytes: encode(module, plan, mostRewrittenBytes(maxModuleBytes)), plan }
}

/** Bytes that nobody can change between the check and the use. */
function unshared(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  return wasm.buffer instanceof ArrayBuffer ? (wasm as Uint8Array<ArrayBuffer>) : Uint8Array.from(wasm)
}

function assertValid(bytes: Uint8Array<ArrayBuffer>): void {
  if (WebAssembly.validate(bytes)) return
  throw new RewriteError('ERR_WASM_INVALID', `the module is not valid WebAssembly on this engine${reason(bytes)}`, {
    hint: 'compile it again, or run it on an engine that has the features it uses',
  })
}

function reason(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    new WebAssembly.Module(bytes)
    return ''
  } catch (error) {
    // It can quote names that stand in the module.
    return error instanceof Error ? `: ${visible(error.message)}` : ''
  }
}
