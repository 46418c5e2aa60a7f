import type { SkillManifest } from '@blufio/core'
import { optional } from '../rows/optional.ts'
import { assertApproved, type ProposedSkill, proposeSkill } from './proposed-skill.ts'
import { assertIntact, contentChanged, type Evidence, wasNeverApproved } from './skill-integrity.ts'
import { originalSignature } from './skill-signatures.ts'

/**
 * What is to be kept of an installed skill once it is approved as it is there now; `undefined` when it was approved already.
 *
 * Throws `ERR_STORE_NOT_APPROVED` when `approved` is not the digest of that; `ERR_STORE_CONTENT_CHANGED` and `ERR_STORE_SIGNATURE` when
 * it is not what was approved before, or not what the Rust original kept a digest or a signature of.
 */
export async function proposeInstalled(
  evidence: Evidence,
  { manifest, approved }: { readonly manifest: SkillManifest; readonly approved: string },
): Promise<ProposedSkill | undefined> {
  const { row, skill, wasm } = evidence
  const { manifestToml, documents } = skill
  const neverApproved = wasNeverApproved(row)
  const signature = neverApproved ? originalSignature(skill) : undefined
  const proposed = await proposeSkill({ manifest, manifestToml, wasm, documents, ...optional('signature', signature) })
  assertApproved(proposed, approved)
  if (!neverApproved) {
    await assertIntact(evidence)
    return undefined
  }
  const { contentHash: expected = proposed.contentHash } = skill
  if (expected === proposed.contentHash) return proposed
  throw contentChanged(skill, { part: 'module', expected, actual: proposed.contentHash })
}
