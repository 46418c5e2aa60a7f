import type { SkillCapabilities } from '@blufio/core'

/** Whether the signature of an installed skill was checked, and what came of it. */
export type VerificationStatus = 'unverified' | 'verified' | 'failed'

/** An installed skill: one row of the registry. */
export interface InstalledSkill {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly author?: string
  /** The file that holds the module; in a store in memory a name that starts with `memory:`. */
  readonly wasmPath: string
  /** The skill.toml, word for word. */
  readonly manifestToml: string
  readonly capabilities: SkillCapabilities
  readonly verificationStatus: VerificationStatus
  /** RFC 3339, UTC. */
  readonly installedAt: string
  /** RFC 3339, UTC; the same as `installedAt` until the first update. */
  readonly updatedAt: string
  /**
   * SHA-256 of the module, as 64 lower-case hexadecimal digits. Absent only for a skill that the Rust original
   * installed before it kept digests.
   */
  readonly contentHash?: string
  readonly signature?: string
  readonly publisherId?: string
}
