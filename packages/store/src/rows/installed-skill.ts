import type { SkillCapabilities, SkillDocuments, SkillPart, SkillResources } from '@blufio/core'

/**
 * What is known of who made an installed skill: nothing, a signature of all of it that holds, or one that did not when it was
 * installed by another program.
 */
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
  /** Absent for a skill that was installed before registries kept its limits beside its manifest. */
  readonly resources?: SkillResources
  readonly documents: SkillDocuments
  readonly verificationStatus: VerificationStatus
  /** RFC 3339, UTC. */
  readonly installedAt: string
  /** RFC 3339, UTC; the same as `installedAt` until the first update. */
  readonly updatedAt: string
  /**
   * The digest of all of it that was approved, as 64 lower-case hexadecimal digits. Absent for a skill that was installed
   * before approvals were bound to one.
   */
  readonly digest?: string
  /** What the digest covers; present with it. */
  readonly parts?: readonly SkillPart[]
  /** SHA-256 of the module. Absent only for a skill that the Rust original installed before it kept digests. */
  readonly contentHash?: string
  /** Ed25519, in hexadecimal digits: of all of the skill when there is a `publisherKey`, else of the module alone. */
  readonly signature?: string
  /** Who signed it; the public key itself when the signature is of the module alone, as the Rust original makes it. */
  readonly publisherId?: string
  /** The public key that the publisher signed all of it with, as 64 lower-case hexadecimal digits. */
  readonly publisherKey?: string
}
