import { HOST_FUNCTIONS, moduleOf } from '../host/host-imports.ts'
import { notProvided } from '../host/wasi/not-provided.ts'
import type { ModuleImport } from '../rewriter/plan/module-interface.ts'

/** What a skill's manifest can grant, and some functions do nothing without. */
export type Capability = 'network' | 'filesystem.read' | 'filesystem.write' | 'env' | 'clock' | 'random'

/**
 * Whether a skill can have an import.
 *
 * - `provided`: the runtime gives it
 * - `always-fails`: the runtime gives it, and it does nothing but say that it is not supported (ENOSYS of WASI)
 * - `other-type`: the guest ABI has a function of that name and another signature
 * - `unknown`: no host of skills provides it; a host of your own may
 */
export type Availability = 'provided' | 'always-fails' | 'other-type' | 'unknown'

/** An import, and what it takes to have it. */
export interface ExplainedImport extends ModuleImport {
  readonly availability: Availability
  /**
   * What the manifest must grant before it does anything; nothing where it needs no grant. Compilers link functions of WASI in
   * whether they are called or not, and without the grant these fail or give the same always: they end no run.
   */
  readonly capability?: Capability
}

/** docs/abi.md and docs/wasi.md: all others are always there. */
const CAPABILITIES: ReadonlyMap<string, Capability> = new Map<string, Capability>([
  ...each('network', ['http_request', 'http_fetch', 'http_status', 'http_headers', 'http_read', 'http_close']),
  ...each('filesystem.read', ['read_file', 'list_dir', 'stat_path', 'path_open', 'path_filestat_get']),
  ...each('filesystem.write', ['write_file', 'remove_path', 'make_dir']),
  ...each('filesystem.write', ['path_create_directory', 'path_remove_directory', 'path_unlink_file']),
  ...each('env', ['get_env', 'environ_get', 'environ_sizes_get']),
  ...each('clock', ['clock_time_get']),
  ...each('random', ['random_get']),
])

function each(capability: Capability, names: readonly string[]): readonly (readonly [string, Capability])[] {
  return names.map((name) => [name, capability])
}

/** Which capability an import needs, and whether a skill can have it. */
export function explainImport(needed: ModuleImport): ExplainedImport {
  const availability = availabilityOf(needed)
  const capability = availability === 'unknown' ? undefined : CAPABILITIES.get(needed.name)
  return { ...needed, availability, ...(capability === undefined ? {} : { capability }) }
}

function availabilityOf({ module, name, kind, signature }: ModuleImport): Availability {
  const offered = HOST_FUNCTIONS.find((candidate) => candidate.name === name && moduleOf(candidate) === module)
  if (offered === undefined || kind !== 'function') return 'unknown'
  if (offered.signature !== signature) return 'other-type'
  return notProvided.includes(offered) ? 'always-fails' : 'provided'
}
