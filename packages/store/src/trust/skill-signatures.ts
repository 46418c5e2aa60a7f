import {
  isModuleSignature,
  isSkillSignature,
  type ModuleSignature,
  parseSignature,
  type SkillPart,
  type SkillSignature,
} from '@blufio/core'
import type { SqliteDatabase } from '../database/sqlite-database.ts'
import type { InstalledSkill } from '../rows/installed-skill.ts'
import { optional } from '../rows/optional.ts'
import { StoreError } from '../store-error.ts'
import { findPublisher, putPublisher } from './publisher-keys.ts'

/** A skill whose signature is looked at. */
export interface SignedSkill {
  readonly name: string
  readonly digest: string
  readonly parts: readonly SkillPart[]
  readonly wasm: Uint8Array
}

/**
 * The signature in the text of a `.sig` file, when it holds for `skill`. Throws `ERR_STORE_SIGNATURE` when it does not, and what
 * `parseSignature` throws.
 */
export async function checkSignature(text: string, skill: SignedSkill): Promise<SkillSignature | ModuleSignature> {
  const signature = parseSignature(text)
  if (signature.covers === 'skill') {
    if (signature.digest !== skill.digest)
      throw wrong(
        skill.name,
        'it is of another skill, or of another version of this one',
        signature.digest,
        skill.digest,
      )
    if (await isSkillSignature(signature)) return signature
  } else {
    const actual = skill.parts.find(({ name }) => name === 'module')?.sha256
    if (signature.contentHash !== actual)
      throw wrong(skill.name, 'it is of another module', signature.contentHash, actual)
    if (await isModuleSignature(signature, skill.wasm)) return signature
  }
  throw wrong(skill.name, 'it was not made by the key that it names')
}

/** The text of a `.sig` file with the signature that the Rust original kept of `skill`; `undefined` when it kept none. */
export function originalSignature({ publisherId, contentHash, signature }: InstalledSkill): string | undefined {
  if (publisherId === undefined || contentHash === undefined || signature === undefined) return undefined
  return `publisher_id=${publisherId}\ncontent_hash=${contentHash}\nsignature=${signature}\n`
}

/**
 * Throws when whoever signed may not put `signature` in the place of what is installed: `ERR_STORE_PUBLISHER_KEY` when another
 * key of that publisher is trusted, `ERR_STORE_SIGNATURE_MISSING` when the installed skill was signed and this one is not,
 * `ERR_STORE_PUBLISHER` when another has signed it.
 */
export function assertTrusted(
  database: SqliteDatabase,
  {
    name,
    signature,
    installed,
  }: {
    readonly name: string
    readonly signature: SkillSignature | ModuleSignature | undefined
    readonly installed: InstalledSkill | undefined
  },
): void {
  const signed = signature?.covers === 'skill' ? signature : undefined
  const trusted = signed && findPublisher(database, signed.publisherId)
  if (signed && trusted && trusted.publicKey !== signed.publicKey) throw keyChanged(name, signed, trusted.publicKey)
  if (installed?.signature === undefined) return
  const { publisherId = '', publisherKey } = installed
  // A signature as the original makes it names the key in place of a publisher.
  const [before, after] =
    publisherKey === undefined ? [publisherId, signature?.publicKey] : [publisherId, signed?.publisherId]
  if (after === undefined) {
    throw new StoreError('ERR_STORE_SIGNATURE_MISSING', `'${name}' was signed by ${before}, and this version is not`, {
      skillName: name,
      hint: `get it from where its signature is, or remove '${name}' first to install what nobody vouches for`,
    })
  }
  if (before !== after) {
    throw new StoreError('ERR_STORE_PUBLISHER', `'${name}' is by ${before}, and this version is signed by ${after}`, {
      skillName: name,
      expected: before,
      actual: after,
      hint: `remove '${name}' first to install that of another publisher`,
    })
  }
}

/** Trusts the key of `signature` from now on, if it is the first of its publisher. */
export function trustOnFirstUse(
  database: SqliteDatabase,
  { publisherId, publicKey }: SkillSignature,
  now: string,
): void {
  const known = findPublisher(database, publisherId)
  putPublisher(database, { pinned: false, firstSeen: now, ...known, publisherId, publicKey, lastUsed: now })
}

/** The refusal of a key that is not the trusted one. */
export function keyChanged(
  name: string,
  { publisherId, publicKey }: Pick<SkillSignature, 'publisherId' | 'publicKey'>,
  trusted: string,
): StoreError {
  return new StoreError(
    'ERR_STORE_PUBLISHER_KEY',
    `'${name}' is signed by a key of ${publisherId} that is not the trusted one`,
    {
      skillName: name,
      expected: trusted,
      actual: publicKey,
      hint: `ask ${publisherId}, not through the same place, whether the key was changed; if so, pin the key that they tell you: blufio publisher pin ${publisherId} KEY`,
    },
  )
}

function wrong(name: string, why: string, expected?: string, actual?: string): StoreError {
  return new StoreError('ERR_STORE_SIGNATURE', `the signature of '${name}' does not hold: ${why}`, {
    skillName: name,
    ...optional('expected', expected),
    ...optional('actual', actual),
    hint: 'get the skill and its signature anew; do not run it',
  })
}
