import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type SkillContent, skillDigest, skillParts } from './skill-digest.ts'

const CONTENT: SkillContent = {
  manifestToml: '[skill]\nname = "tool"\n',
  wasm: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
  documents: { 'SKILL.md': '# Größe\n' },
}

async function digestOf(content: SkillContent): Promise<string> {
  return skillDigest(await skillParts(content))
}

function sha256(...pieces: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

function numberOf(value: number, bytes: 4 | 8): Uint8Array {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUInt32LE(value)
  return buffer
}

test('the digest is laid out as docs/trust.md draws it', async () => {
  const part = (name: string, content: string | Uint8Array) => [
    numberOf(name.length, 4),
    name,
    numberOf(Buffer.from(content).length, 8),
    sha256(content),
  ]
  const expected = sha256(
    'blufio-skill-digest-v1\0',
    numberOf(3, 4),
    ...part('skill.toml', CONTENT.manifestToml),
    ...part('module', CONTENT.wasm),
    ...part('SKILL.md', '# Größe\n'),
  )
  expect(await digestOf(CONTENT)).toBe(expected.toString('hex'))
})

test('it stays the same from version to version', async () => {
  expect(await digestOf(CONTENT)).toBe('947476135d1c83b2218106d0372e3a6764e8678f53f66212cfe715ad192dbea9')
})

test.each<[string, Partial<SkillContent>]>([
  ['the manifest', { manifestToml: '[skill]\nname = "tool"\n\n' }],
  ['a byte order mark before the manifest', { manifestToml: '\uFEFF[skill]\nname = "tool"\n' }],
  ['the module', { wasm: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0) }],
  ['a document', { documents: { 'SKILL.md': '# Größe' } }],
  ['a document that is gone', { documents: {} }],
  ['a document that is empty', { documents: { 'SKILL.md': '' } }],
  ['a document of another name', { documents: { 'input.schema.json': '# Größe\n' } }],
  ['one more document', { documents: { 'SKILL.md': '# Größe\n', 'output.schema.json': '{}' } }],
  [
    'what was shifted from the manifest into a document',
    { manifestToml: '[skill]\n', documents: { 'SKILL.md': 'name = "tool"\n# Größe\n' } },
  ],
])('it changes with %s', async (_, change) => {
  expect(await digestOf({ ...CONTENT, ...change })).not.toBe(await digestOf(CONTENT))
})

test('the parts tell which of them changed', async () => {
  const [before, after] = [await skillParts(CONTENT), await skillParts({ ...CONTENT, wasm: Uint8Array.of(1) })]
  expect(before.map(({ name }) => name)).toEqual(['skill.toml', 'module', 'SKILL.md'])
  expect(before.filter((part, at) => part.sha256 !== after[at]?.sha256).map(({ name }) => name)).toEqual(['module'])
})

test.each([{ manifestToml: '\ud83d' }, { documents: { 'SKILL.md': 'a\udc00' } }])(
  'a text that UTF-8 can not hold has no digest: %j',
  async (change) => {
    await expect(digestOf({ ...CONTENT, ...change })).rejects.toThrow(TypeError)
  },
)
