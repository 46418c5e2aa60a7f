import { sha256Hex } from './digest.ts'
import { fromHex } from './hex.ts'

/** The texts that a skill may have beside its manifest, by the names of their files. */
export const SKILL_DOCUMENTS = ['SKILL.md', 'input.schema.json', 'output.schema.json'] as const

/** What a model reads of a skill: how to use it, and JSON Schemas of its input and its output. */
export type SkillDocuments = { readonly [Name in (typeof SKILL_DOCUMENTS)[number]]?: string }

/** All of a skill that is run, granted or read by a model: what its digest covers, and an approval with it. */
export interface SkillContent {
  /** The skill.toml, word for word. */
  readonly manifestToml: string
  readonly wasm: Uint8Array
  readonly documents?: SkillDocuments
}

/** What the parts of a skill are called in its digest, in their order there. */
export const SKILL_PARTS = ['skill.toml', 'module', 'SKILL.md', 'input.schema.json', 'output.schema.json'] as const

/** One part of a skill, as its digest knows it. */
export interface SkillPart {
  readonly name: (typeof SKILL_PARTS)[number]
  /** Its length, in bytes. */
  readonly bytes: number
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
}

/**
 * The parts of `content` in the order of {@link SKILL_PARTS}; texts as UTF-8, those that are absent left out. Throws a `TypeError` for a text
 * with half of a surrogate pair: UTF-8 has none, and two such texts would be one.
 */
export async function skillParts({ manifestToml, wasm, documents = {} }: SkillContent): Promise<readonly SkillPart[]> {
  const parts: SkillPart[] = []
  for (const name of SKILL_PARTS) {
    const part = name === 'module' ? wasm : name === 'skill.toml' ? manifestToml : documents[name]
    if (part === undefined) continue
    const bytes = typeof part === 'string' ? utf8Of(part, name) : part
    parts.push({ name, bytes: bytes.length, sha256: await sha256Hex(bytes) })
  }
  return parts
}

const DOMAIN = 'blufio-skill-digest-v1\0'

/**
 * The digest of a skill with these parts: SHA-256, as 64 lower-case hexadecimal digits, over the text
 * `blufio-skill-digest-v1` and a zero byte, then the number of parts (u32), and for each the length of its name (u32), its
 * name, its length in bytes (u64) and its SHA-256 (32 bytes); all numbers little endian.
 *
 * No part can be shifted into another, and a digest for another purpose is never this one.
 */
export async function skillDigest(parts: readonly SkillPart[]): Promise<string> {
  const encoder = new TextEncoder()
  const pieces = [encoder.encode(DOMAIN), u32(parts.length)]
  for (const { name, bytes, sha256 } of parts) {
    const encoded = encoder.encode(name)
    pieces.push(u32(encoded.length), encoded, u64(bytes), digestBytes(sha256))
  }
  return sha256Hex(joined(pieces))
}

function utf8Of(text: string, name: string): Uint8Array {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError(`${name} holds half of a surrogate pair`)
  return new TextEncoder().encode(text)
}

function digestBytes(sha256: string): Uint8Array {
  const bytes = fromHex(sha256, 32)
  if (bytes === undefined) throw new TypeError(`no SHA-256 in hexadecimal digits: ${sha256}`)
  return bytes
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true)
  return bytes
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
}
