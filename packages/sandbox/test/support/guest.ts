import { compileMetered, instantiateMetered, type MeteredInstance } from '../../src/rewriter/metered-module.ts'
import type { RewritePolicy } from '../../src/rewriter/plan/policy.ts'
import { wat } from './wat.ts'

/** How a call of a guest ended: what it returned, or the code or name of what it threw; and the fuel used so far. */
export interface Ending {
  readonly returned?: unknown
  readonly threw?: string
  readonly fuel: bigint
}

/** An instance of a module, or of its text, with more fuel than any test uses unless told. */
export async function guestOf(
  module: string | Uint8Array<ArrayBuffer>,
  options: {
    readonly fuel?: bigint
    readonly imports?: WebAssembly.Imports
    readonly policy?: RewritePolicy
    readonly onRefill?: () => boolean
  } = {},
): Promise<MeteredInstance> {
  const { fuel = 1n << 50n, imports = {}, policy = {}, onRefill } = options
  const metered = await compileMetered(typeof module === 'string' ? wat(module) : module, policy)
  return instantiateMetered(metered, imports, { fuel, ...(onRefill === undefined ? {} : { onRefill }) })
}

/** Calls an export and tells how that ended. */
export function ending(guest: MeteredInstance, name: string, ...values: readonly unknown[]): Ending {
  try {
    const returned = (guest.exports[name] as (...values: readonly unknown[]) => unknown)(...values)
    return { returned, fuel: guest.fuelConsumed }
  } catch (error) {
    const { code, name: type } = error as { code?: string; name?: string }
    return { threw: code ?? type ?? String(error), fuel: guest.fuelConsumed }
  }
}
