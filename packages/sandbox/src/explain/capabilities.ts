import { GUEST_MODULE, HOST_FUNCTIONS } from '../host/host-imports.ts'
import type { ModuleImport } from '../rewriter/plan/module-interface.ts'

/** What a skill's manifest must grant before a function of the guest ABI does anything. */
export type Capability = 'network' | 'filesystem.read' | 'filesystem.write' | 'env'

/**
 * Whether a skill can have an import.
 *
 * - `provided`: the runtime gives it
 * - `not-yet`: the guest ABI has it, this version does not
 * - `other-type`: the guest ABI has a function of that name and another signature
 * - `unknown`: no host of skills provides it; a host of your own may
 */
export type Availability = 'provided' | 'not-yet' | 'other-type' | 'unknown'

/** An import, and what it takes to have it. */
export interface ExplainedImport extends ModuleImport {
  readonly availability: Availability
  /** What the manifest must grant; nothing where the function is always there. */
  readonly capability?: Capability
}

/** docs/abi.md: the others are always there. */
const CAPABILITIES: ReadonlyMap<string, Capability> = new Map([
  ['http_request', 'network'],
  ['read_file', 'filesystem.read'],
  ['write_file', 'filesystem.write'],
  ['get_env', 'env'],
])

/** Which capability an import needs, and whether a skill can have it. */
export function explainImport(needed: ModuleImport): ExplainedImport {
  const availability = availabilityOf(needed)
  const capability = availability === 'unknown' ? undefined : CAPABILITIES.get(needed.name)
  return { ...needed, availability, ...(capability === undefined ? {} : { capability }) }
}

function availabilityOf({ module, name, kind, signature }: ModuleImport): Availability {
  if (module !== GUEST_MODULE || kind !== 'function') return 'unknown'
  const offered = HOST_FUNCTIONS.find((candidate) => candidate.name === name)
  if (offered === undefined) return 'unknown'
  return offered.signature === signature ? 'provided' : 'other-type'
}
