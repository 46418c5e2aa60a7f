import { BlufioError } from './blufio-error.ts'
import { fromHex, toHex } from './hex.ts'
import {
  assertPublicKey,
  assertPublisherId,
  importPrivateKey,
  importPublicKey,
  type Publisher,
  type PublisherKey,
} from './publisher-key.ts'

/** A publisher's signature of all of a skill. */
export interface SkillSignature extends Publisher {
  readonly covers: 'skill'
  /** Of the skill that was signed, as `skillDigest` gives it. */
  readonly digest: string
  /** Ed25519: 64 bytes as 128 lower-case hexadecimal digits. */
  readonly signature: string
}

/** A signature as the Rust original makes it: of the module alone, by a key that is not named. */
export interface ModuleSignature {
  readonly covers: 'module'
  readonly publicKey: string
  /** SHA-256 of the module that was signed, in hexadecimal digits. */
  readonly contentHash: string
  readonly signature: string
}

/** The name of a signature's file, beside the skill.toml. */
export const SIGNATURE_FILE = 'skill.sig'

const DOMAIN = 'blufio-skill-signature-v1\0'

/**
 * Signs the skill with this digest: Ed25519 (RFC 8032) over the text `blufio-skill-signature-v1` and a zero byte, the length of
 * the publisher's id (u32, little endian), the id, and the 32 bytes of the digest. Throws `ERR_ED25519_MISSING`.
 */
export async function signSkill(
  digest: string,
  { publisherId, publicKey, privateKey }: PublisherKey,
): Promise<SkillSignature> {
  const key = await importPrivateKey(privateKey)
  const bytes = await crypto.subtle.sign('Ed25519', key, signedBytes(publisherId, digest))
  return { covers: 'skill', publisherId, publicKey, digest, signature: toHex(new Uint8Array(bytes)) }
}

/** Whether `signature` was made by the key that it names, for the digest that it names. Throws `ERR_ED25519_MISSING`. */
export async function isSkillSignature({
  publisherId,
  publicKey,
  digest,
  signature,
}: SkillSignature): Promise<boolean> {
  return isSigned(signedBytes(publisherId, digest), { publicKey, signature })
}

/** Whether `signature` was made by the key that it names, for `wasm`. Throws `ERR_ED25519_MISSING`. */
export function isModuleSignature({ publicKey, signature }: ModuleSignature, wasm: Uint8Array): Promise<boolean> {
  return isSigned(Uint8Array.from(wasm), { publicKey, signature })
}

/** The text of a {@link SIGNATURE_FILE}. */
export function formatSignature({ publisherId, publicKey, digest, signature }: SkillSignature): string {
  const fields = { 'blufio-signature': '1', publisher_id: publisherId, public_key: publicKey, digest, signature }
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

const SKILL_FIELDS = ['blufio-signature', 'publisher_id', 'public_key', 'digest', 'signature']
const MODULE_FIELDS = ['publisher_id', 'content_hash', 'signature']

/** Reads the text of a signature's file, of today or of the Rust original; takes nothing else. Throws `ERR_SIGNATURE_FORMAT`, `ERR_PUBLISHER_ID` and `ERR_KEY_FORMAT`. */
export function parseSignature(text: string): SkillSignature | ModuleSignature {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  const fields = lines.map((line) => line.split('=', 2))
  const names = fields.map(([name]) => name).join()
  const [version] = fields
  if (version?.[0] === 'blufio-signature' && version[1] !== '1') {
    throw bad(
      `its version is ${JSON.stringify((version[1] ?? '').slice(0, 20))}`,
      'update the program that verifies it',
    )
  }
  const values = lines.map((line) => line.slice(line.indexOf('=') + 1))
  if (names === SKILL_FIELDS.join()) {
    const [, publisherId = '', publicKey = '', digest = '', signature = ''] = values
    assertPublisherId(publisherId)
    assertPublicKey(publicKey)
    assertHex({ digest: [digest, 32], signature: [signature, 64] })
    return { covers: 'skill', publisherId, publicKey, digest, signature }
  }
  if (names === MODULE_FIELDS.join()) {
    const [publicKey = '', contentHash = '', signature = ''] = values
    assertPublicKey(publicKey)
    assertHex({ content_hash: [contentHash, 32], signature: [signature, 64] })
    return { covers: 'module', publicKey, contentHash, signature }
  }
  throw bad(`its lines are not ${SKILL_FIELDS.join(', ')}`, 'sign the skill again: blufio skill sign')
}

function signedBytes(publisherId: string, digest: string): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const id = encoder.encode(publisherId)
  const digestBytes = fromHex(digest, 32)
  if (digestBytes === undefined) throw new TypeError(`no digest in hexadecimal digits: ${digest.slice(0, 80)}`)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, id.length, true)
  return Uint8Array.of(...encoder.encode(DOMAIN), ...length, ...id, ...digestBytes)
}

async function isSigned(
  bytes: Uint8Array<ArrayBuffer>,
  { publicKey, signature }: { readonly publicKey: string; readonly signature: string },
): Promise<boolean> {
  const signed = fromHex(signature, 64)
  if (signed === undefined) return false
  try {
    return await crypto.subtle.verify('Ed25519', await importPublicKey(publicKey), signed, bytes)
  } catch (error) {
    // Nobody can have signed by what is no key.
    if (error instanceof BlufioError && error.code === 'ERR_KEY_FORMAT') return false
    throw error
  }
}

function assertHex(fields: Readonly<Record<string, readonly [text: string, bytes: number]>>): void {
  for (const [name, [text, bytes]] of Object.entries(fields)) {
    if (fromHex(text, bytes) === undefined)
      throw bad(`${name} is not ${2 * bytes} hexadecimal digits`, 'get the file anew')
  }
}

function bad(why: string, hint: string): BlufioError {
  return new BlufioError('ERR_SIGNATURE_FORMAT', `that is no signature that can be read: ${why}`, { hint })
}
