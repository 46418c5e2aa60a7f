import {
  formatSignature,
  type PublisherKey,
  type SkillDocuments,
  type SkillManifest,
  signSkill,
  skillDigest,
  skillParts,
} from '@blufio/core'
import type { SkillPackage } from '../src/skill-package.ts'
import { skillPackage } from './skill-packages.ts'

/** What a test wants to say about a skill. */
export type SkillWords = Partial<SkillManifest> & { readonly wasm?: Uint8Array; readonly documents?: SkillDocuments }

/** A skill called `tool` whose manifest's text changes with everything in it, as a real one does. */
export function toolPackage({ documents = {}, ...words }: SkillWords = {}): SkillPackage {
  const { wasm: _, ...manifest } = words
  const text = JSON.stringify(manifest, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  const skill = skillPackage('tool', words)
  return { ...skill, manifestToml: `${skill.manifestToml}# ${text}\n`, documents }
}

/** The digest of `skill`. */
export async function digestOf(skill: SkillPackage): Promise<string> {
  return skillDigest(await skillParts(skill))
}

/** `skill` with the signature of `key`. */
export async function signedBy(key: PublisherKey, skill: SkillPackage): Promise<SkillPackage> {
  return { ...skill, signature: formatSignature(await signSkill(await digestOf(skill), key)) }
}
