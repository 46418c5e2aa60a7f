import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { sha256Hex } from './digest.ts'
import {
  formatPrivateKey,
  formatPublicKey,
  generatePublisherKey,
  parsePrivateKey,
  parsePublicKey,
} from './publisher-key.ts'
import { skillDigest, skillParts } from './skill-digest.ts'
import {
  formatSignature,
  isModuleSignature,
  isSkillSignature,
  parseSignature,
  type SkillSignature,
  signSkill,
} from './skill-signature.ts'

const DIGEST = 'ab'.repeat(32)
const key = await generatePublisherKey('example.com')
const signature = await signSkill(DIGEST, key)

function codeOf(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
}

test('a signature holds for its digest, its publisher and its key, and for no other', async () => {
  expect(await isSkillSignature(signature)).toBe(true)
  const other = await generatePublisherKey('example.com')
  const changes: Partial<SkillSignature>[] = [
    { digest: 'ac'.repeat(32) },
    { publisherId: 'example.org' },
    { publisherId: 'example.co' },
    { publicKey: other.publicKey },
    { publicKey: '02'.padEnd(64, '0') },
    { signature: signature.signature.replace(/^../, (byte) => (byte === '00' ? '01' : '00')) },
    { signature: '00'.repeat(64) },
    { signature: '' },
  ]
  for (const change of changes) expect(await isSkillSignature({ ...signature, ...change })).toBe(false)
})

test.each([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])('the key of small order %s is refused: anybody can sign for it', async (point) => {
  const withSign = point.replace(/..$/, (byte) => (Number.parseInt(byte, 16) | 0x80).toString(16))
  for (const publicKey of [point, withSign]) {
    // By the equation of RFC 8032, section 5.1.7, one of these holds for one digest in eight at least.
    const forged = { ...signature, publicKey, signature: point + '00'.repeat(32) }
    expect(await isSkillSignature(forged)).toBe(false)
    const module = { covers: 'module', publicKey, contentHash: DIGEST, signature: forged.signature } as const
    expect(await isModuleSignature(module, Uint8Array.of(1))).toBe(false)
    expect(codeOf(() => parseSignature(formatSignature(forged)))).toBe('ERR_KEY_FORMAT')
    expect(codeOf(() => parsePublicKey(formatPublicKey({ publisherId: 'a', publicKey })))).toBe('ERR_KEY_FORMAT')
  }
})

test('nothing but a digest is signed', async () => {
  for (const digest of ['', 'ab', DIGEST.toUpperCase()]) {
    await expect(signSkill(digest, key)).rejects.toThrow(TypeError)
    await expect(isSkillSignature({ ...signature, digest })).rejects.toThrow(TypeError)
  }
})

test('what is signed is laid out as docs/trust.md draws it', () => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE('example.com'.length)
  const signed = Buffer.concat([
    Buffer.from('blufio-skill-signature-v1\0'),
    length,
    Buffer.from('example.com'),
    Buffer.from(DIGEST, 'hex'),
  ])
  // RFC 8410, section 4: what stands before the 32 bytes of a public key.
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.publicKey, 'hex')])
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  expect(verify(null, signed, publicKey, Buffer.from(signature.signature, 'hex'))).toBe(true)
})

test('the example of docs/trust.md is what it says', async () => {
  const trust = await readFile(new URL('../../../docs/trust.md', import.meta.url), 'utf8')
  const content = {
    manifestToml: '[skill]\nname = "tool"\n',
    wasm: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
    documents: { 'SKILL.md': '# Größe\n' },
  }
  const digest = await skillDigest(await skillParts(content))
  // RFC 8032, section 7.1, test 1.
  const privateKey = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  const own = await parsePrivateKey(formatPrivateKey({ publisherId: 'example.com', publicKey: '', privateKey }))
  expect(trust).toContain(`\n${digest}\n`)
  expect(trust).toContain(formatSignature(await signSkill(digest, own)))
})

test('the text of a signature is read back, and nothing but it', () => {
  const text = formatSignature(signature)
  expect(parseSignature(text)).toEqual(signature)
  expect(parseSignature(text.replaceAll('\n', '\r\n'))).toEqual(signature)
  const lines = text.trimEnd().split('\n')
  const wrong = [
    '',
    lines.slice(1).join('\n'),
    lines.slice(0, -1).join('\n'),
    lines.toReversed().join('\n'),
    [...lines, 'algorithm=none'].join('\n'),
    [...lines, lines.at(-1)].join('\n'),
    ` ${text}`,
    `\n${text}`,
    text.replace('blufio-signature=1', 'blufio-signature=2'),
    text.replace(DIGEST, DIGEST.toUpperCase()),
    text.replace(DIGEST, DIGEST.slice(2)),
    text.replace('digest=', 'digest = '),
  ]
  for (const one of wrong) expect(codeOf(() => parseSignature(one))).toBe('ERR_SIGNATURE_FORMAT')
  expect(codeOf(() => parseSignature(text.replace('example.com', '\u001b[2Jevil')))).toBe('ERR_PUBLISHER_ID')
  expect(codeOf(() => parseSignature(text.replace('example.com', '../evil')))).toBe('ERR_PUBLISHER_ID')
})

test('a signature of the Rust original is read, and covers the module alone', async () => {
  const wasm = new TextEncoder().encode('a module')
  const pair = generateKeyPairSync('ed25519')
  const publicKey = Buffer.from(String(pair.publicKey.export({ format: 'jwk' }).x), 'base64url').toString('hex')
  const bytes = sign(null, wasm, pair.privateKey).toString('hex')
  const contentHash = await sha256Hex(wasm)
  const read = parseSignature(`publisher_id=${publicKey}\ncontent_hash=${contentHash}\nsignature=${bytes}\n`)
  expect(read).toEqual({ covers: 'module', publicKey, contentHash, signature: bytes })
  if (read.covers !== 'module') return
  expect(await isModuleSignature(read, wasm)).toBe(true)
  expect(await isModuleSignature(read, new TextEncoder().encode('a modulE'))).toBe(false)
})

test('keys are read back from their files', async () => {
  expect(await parsePrivateKey(formatPrivateKey(key))).toEqual(key)
  expect(parsePublicKey(formatPublicKey(key))).toEqual({ publisherId: 'example.com', publicKey: key.publicKey })
  expect(formatPublicKey(key)).not.toContain(key.privateKey)
})

test('a key file of the Rust original is read when the publisher is named', async () => {
  // RFC 8032, section 7.1, test 1.
  const secret = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
  const text = `-----BEGIN BLUFIO PUBLISHER PRIVATE KEY-----\n${secret}\n-----END BLUFIO PUBLISHER PRIVATE KEY-----\n`
  const read = await parsePrivateKey(text, 'example.com')
  expect(read.publicKey).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
  await expect(parsePrivateKey(text)).rejects.toMatchObject({ code: 'ERR_PUBLISHER_ID' })
  await expect(parsePrivateKey(formatPrivateKey(key), 'other.com')).rejects.toMatchObject({ code: 'ERR_PUBLISHER_ID' })
})

test('a file that is no key is refused, and never shown', async () => {
  const secret = 'deadbeef'.repeat(7)
  for (const text of ['', secret, formatPublicKey(key), formatPrivateKey({ ...key, privateKey: secret })]) {
    const error: unknown = await parsePrivateKey(text, 'example.com').catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ERR_KEY_FORMAT' })
    expect(JSON.stringify([error, String(error)])).not.toContain(secret)
  }
})

test.each(['', 'Example.com', 'a b', '-a', 'a-', 'a/b', 'ö', 'a'.repeat(65), 'a\n'])(
  '%j is no name for a publisher',
  (id) => expect(generatePublisherKey(id)).rejects.toMatchObject({ code: 'ERR_PUBLISHER_ID' }),
)
