import {
  BlufioError,
  isModuleSignature,
  isSkillSignature,
  parseSignature,
  type SkillPart,
  skillDigest,
  skillParts,
} from '@blufio/core'
import type { OpenedSkill } from '../opening/opened-skill.ts'

/** What a skill is, as far as its own bytes tell; nothing is installed or run for it. */
export interface SkillFacts {
  /** As the registry and the command line know it: 64 hexadecimal digits. */
  readonly digest: string
  readonly parts: readonly SkillPart[]
  readonly signature: SignatureFact
}

/** Who signed a skill, and what of it. A signature that does not hold is no fact about who made the skill: it is refused. */
export type SignatureFact =
  | { readonly covers: 'nothing' }
  | { readonly covers: 'module'; readonly publicKey: string }
  | { readonly covers: 'skill'; readonly publisherId: string; readonly publicKey: string }
  /** This browser can't tell. */
  | { readonly covers: 'unknown'; readonly why: string }

/** Measures `skill` and checks its signature. Throws `ERR_STORE_SIGNATURE` for one that does not hold, and what `parseSignature` throws. */
export async function reviewSkill(skill: OpenedSkill): Promise<SkillFacts> {
  const parts = await skillParts(skill)
  const digest = await skillDigest(parts)
  return { digest, parts, signature: await signatureFact(skill, digest) }
}

async function signatureFact({ signature: text, wasm }: OpenedSkill, digest: string): Promise<SignatureFact> {
  if (text === undefined) return { covers: 'nothing' }
  const signature = parseSignature(text)
  try {
    if (signature.covers === 'module') {
      if (!(await isModuleSignature(signature, wasm))) throw signatureRefused('its module is not what was signed')
      return { covers: 'module', publicKey: signature.publicKey }
    }
    if (signature.digest !== digest) throw signatureRefused('it is not the skill that was signed')
    if (!(await isSkillSignature(signature))) throw signatureRefused('the key that it names did not make it')
  } catch (error) {
    if (error instanceof BlufioError && error.code === 'ERR_ED25519_MISSING') {
      return { covers: 'unknown', why: error.message }
    }
    throw error
  }
  const { publisherId, publicKey } = signature
  return { covers: 'skill', publisherId, publicKey }
}

function signatureRefused(why: string): BlufioError {
  return new BlufioError('ERR_STORE_SIGNATURE', `the signature does not hold: ${why}`, {
    hint: 'somebody changed it after it was signed: get it from where its publisher puts it',
  })
}
