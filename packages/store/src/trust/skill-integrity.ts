import { isSkillSignature, type SkillPart, skillDigest, skillParts } from '@blufio/core'
import type { SqliteRow } from '../database/sqlite-database.ts'
import type { InstalledSkill } from '../rows/installed-skill.ts'
import { optional } from '../rows/optional.ts'
import { rowDigest } from '../rows/skill-row.ts'
import { StoreError } from '../store-error.ts'
import type { TrustedPublisher } from './publisher-keys.ts'
import { keyChanged } from './skill-signatures.ts'

/** An installed skill with its module, as they are there now. */
export interface StoredSkill {
  readonly skill: InstalledSkill
  readonly wasm: Uint8Array
}

/** What is compared with what was approved. */
export interface Evidence extends StoredSkill {
  readonly row: SqliteRow
  /** The trusted key of its publisher, when it has one and that is known. */
  readonly trusted: TrustedPublisher | undefined
}

/**
 * Throws when the skill is not the one that was approved, saying what changed: `ERR_STORE_CONTENT_CHANGED`,
 * `ERR_STORE_CONTENT_UNKNOWN` for one that was never approved by its digest, `ERR_STORE_SIGNATURE`, `ERR_STORE_PUBLISHER_KEY`.
 */
export async function assertIntact({ skill, wasm, row, trusted }: Evidence): Promise<void> {
  const { name, digest, parts = [], publisherId = '', publisherKey, signature = '' } = skill
  if (digest === undefined && wasNeverApproved(row)) throw contentUnknown(name)
  const found = await skillParts({ manifestToml: skill.manifestToml, wasm, documents: skill.documents })
  for (const part of new Set([...parts, ...found].map((one) => one.name))) {
    const [expected, actual] = [parts, found].map((list) => list.find((one) => one.name === part))
    if (!isSame(expected, actual))
      throw contentChanged(skill, { part, expected: expected?.sha256, actual: actual?.sha256 })
  }
  const actual = await skillDigest(found)
  if (digest === undefined || actual !== digest) throw contentChanged(skill, { part: 'row', expected: digest, actual })
  await assertUnedited(row, skill)
  if (publisherKey === undefined) return
  if (trusted && trusted.publicKey !== publisherKey)
    throw keyChanged(name, { publisherId, publicKey: publisherKey }, trusted.publicKey)
  const signed = { covers: 'skill', publisherId, publicKey: publisherKey, digest, signature } as const
  if (!(await isSkillSignature(signed))) {
    throw new StoreError('ERR_STORE_SIGNATURE', `the signature of '${name}' does not hold`, {
      skillName: name,
      hint: `remove '${name}' and install it again`,
    })
  }
}

/**
 * Throws `ERR_STORE_CONTENT_CHANGED` when `row`, which holds `skill`, was edited since it was approved. Takes one that was never
 * approved by a digest.
 */
export async function assertUnedited(row: SqliteRow, skill: InstalledSkill): Promise<void> {
  if (wasNeverApproved(row)) return
  const [expected, actual] = [String(row['row_digest']), await rowDigest(row)]
  if (actual !== expected) throw contentChanged(skill, { part: 'row', expected, actual })
}

/** Whether a row is from before approvals were bound to a digest. */
export function wasNeverApproved({ digest = null, row_digest = null }: SqliteRow): boolean {
  return digest === null && row_digest === null
}

function isSame(expected: SkillPart | undefined, actual: SkillPart | undefined): boolean {
  return expected?.sha256 === actual?.sha256 && expected?.bytes === actual?.bytes
}

const PART_NAMES: Readonly<Record<string, string>> = {
  module: 'the module',
  'skill.toml': 'the manifest',
  row: 'the entry in the registry',
}

/** The refusal of a skill of which a part is not what was approved. */
export function contentChanged(
  { name, wasmPath }: InstalledSkill,
  { part, expected, actual }: { part: string; expected: string | undefined; actual: string | undefined },
): StoreError {
  const what = PART_NAMES[part] ?? part
  const path = part === 'module' ? { path: wasmPath } : {}
  return new StoreError('ERR_STORE_CONTENT_CHANGED', `${what} of '${name}' is not what was approved`, {
    skillName: name,
    part,
    ...path,
    ...optional('expected', expected),
    ...optional('actual', actual),
    hint: `find out who changed ${part === 'module' ? wasmPath : 'the registry'}, then remove '${name}' and install it again`,
  })
}

function contentUnknown(name: string): StoreError {
  return new StoreError(
    'ERR_STORE_CONTENT_UNKNOWN',
    `'${name}' was installed before approvals were bound to what runs`,
    {
      skillName: name,
      hint: `look at it and approve it: blufio skill approve ${name}`,
    },
  )
}
