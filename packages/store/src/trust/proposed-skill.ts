import { type ModuleSignature, type SkillPart, type SkillSignature, skillDigest, skillParts } from '@blufio/core'
import { formatCapabilities } from '../rows/capabilities-json.ts'
import type { InstalledSkill } from '../rows/installed-skill.ts'
import { optional } from '../rows/optional.ts'
import { formatParts } from '../rows/parts-json.ts'
import { formatResources } from '../rows/resources-json.ts'
import { documentColumns, rowDigest, type SkillRow } from '../rows/skill-row.ts'
import type { SkillPackage } from '../skill-package.ts'
import { StoreError } from '../store-error.ts'
import { compareSkills, type SkillChange } from './skill-changes.ts'
import { checkSignature } from './skill-signatures.ts'
import { isLowerVersion } from './version-order.ts'

/** A skill that might be installed, and what was found out about it. */
export interface ProposedSkill {
  readonly skill: SkillPackage
  readonly digest: string
  readonly parts: readonly SkillPart[]
  /** It holds; `undefined` when there is none. */
  readonly signature: SkillSignature | ModuleSignature | undefined
  readonly contentHash: string
}

/** Measures `skill` and checks its signature. Throws `ERR_STORE_SIGNATURE` and what `parseSignature` throws. */
export async function proposeSkill(skill: SkillPackage): Promise<ProposedSkill> {
  const parts = await skillParts(skill)
  const digest = await skillDigest(parts)
  const signed = { name: skill.manifest.name, digest, parts, wasm: skill.wasm }
  const signature = skill.signature === undefined ? undefined : await checkSignature(skill.signature, signed)
  return { skill, digest, parts, signature, contentHash: parts.find(({ name }) => name === 'module')?.sha256 ?? '' }
}

/** The row that keeps `proposed`, with its module at `wasmPath`. */
export async function rowOf(
  { skill, digest, parts, signature, contentHash }: ProposedSkill,
  wasmPath: string,
): Promise<Omit<SkillRow, 'installed_at' | 'updated_at'>> {
  const { manifest, manifestToml, documents = {} } = skill
  const row = {
    name: manifest.name,
    version: manifest.version,
    description: manifest.description,
    author: manifest.author ?? null,
    wasm_path: wasmPath,
    manifest_toml: manifestToml,
    capabilities_json: formatCapabilities(manifest.capabilities),
    verification_status: signature?.covers === 'skill' ? 'verified' : 'unverified',
    content_hash: contentHash,
    signature: signature?.signature ?? null,
    publisher_id: signature?.covers === 'skill' ? signature.publisherId : (signature?.publicKey ?? null),
    publisher_key: signature?.covers === 'skill' ? signature.publicKey : null,
    resources_json: formatResources(manifest.resources),
    ...documentColumns(documents),
    parts_json: formatParts(parts),
    digest,
  }
  return { ...row, row_digest: await rowDigest(row) }
}

/** What differs between `installed` and `proposed`. */
export function changesTo(
  installed: InstalledSkill,
  { skill, parts, signature }: ProposedSkill,
): readonly SkillChange[] {
  const publisherId = signature?.covers === 'skill' ? signature.publisherId : signature?.publicKey
  const { version, description, author, capabilities, resources } = skill.manifest
  return compareSkills(installed, {
    version,
    description,
    ...optional('author', author),
    capabilities,
    resources,
    parts,
    ...optional('publisherId', publisherId),
  })
}

/** Whether `proposed` has a lower version than `installed` (Semantic Versioning 2.0.0, section 11). */
export function isDowngrade(installed: InstalledSkill, { skill }: ProposedSkill): boolean {
  return isLowerVersion(skill.manifest.version, installed.version)
}

/** Throws `ERR_STORE_NOT_APPROVED` when `approved` is another digest than that of `proposed`. */
export function assertApproved({ skill, digest }: ProposedSkill, approved: string | undefined): void {
  if (approved === undefined || approved === digest) return
  const { name } = skill.manifest
  throw new StoreError('ERR_STORE_NOT_APPROVED', `'${name}' is not what was approved`, {
    skillName: name,
    expected: approved,
    actual: digest,
    hint: 'find out who changed it; look at what it may do, and approve it anew',
  })
}

/** Throws `ERR_STORE_NOT_APPROVED` when `changes` need an approval that was not given. */
export function assertChangesApproved(
  { skill, digest }: ProposedSkill,
  { changes, approved }: { readonly changes: readonly SkillChange[]; readonly approved: string | undefined },
): void {
  const open = changes.filter(({ needsApproval }) => needsApproval)
  if (open.length === 0 || approved === digest) return
  const { name, version } = skill.manifest
  throw new StoreError(
    'ERR_STORE_NOT_APPROVED',
    `${name} ${version} may do more, or says something else of itself, than what was approved`,
    {
      skillName: name,
      actual: digest,
      changes: open,
      hint: `look at ${open.map(({ field }) => field).join(', ')}, and approve the digest ${digest}`,
    },
  )
}

/** Refuses to put an older version in place of what is installed. */
export function downgradeRefused(installed: InstalledSkill, { skill }: ProposedSkill): StoreError {
  const { name, version } = skill.manifest
  return new StoreError('ERR_STORE_DOWNGRADE', `${name} ${installed.version} is installed, and ${version} is older`, {
    skillName: name,
    expected: installed.version,
    actual: version,
    hint: 'an older version may have faults that were mended since; allow the downgrade if you want it all the same',
  })
}
