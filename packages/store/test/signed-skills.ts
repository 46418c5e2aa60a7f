import {
  formatSignature,
  type PublisherKey,
  type SkillDocuments,
  type SkillManifest,
  sha256Hex,
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

/** The text of a signature of the module alone, as the Rust original makes it. */
export async function moduleSignature({ publicKey, privateKey }: PublisherKey, wasm: Uint8Array): Promise<string> {
  // PKCS #8 of a key of Ed25519 (RFC 8410, section 7).
  const pkcs8 = bytesOf(`302e020100300506032b657004220420${privateKey}`)
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', key, Uint8Array.from(wasm)))
  return `publisher_id=${publicKey}\ncontent_hash=${await sha256Hex(wasm)}\nsignature=${hexOf(signature)}\n`
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
