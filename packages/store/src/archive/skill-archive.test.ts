import { sha256Hex } from '@blufio/core'
import { unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { packSkill, unpackSkill } from './skill-archive.ts'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

const FULL: ReadonlyMap<string, Uint8Array> = new Map([
  ['skill.sig', text('blufio-signature=1\n')],
  ['output.schema.json', text('{}')],
  ['input.schema.json', text('{"type":"object"}')],
  ['SKILL.md', text('# Wörter zählen\n')],
  ['build/wörter.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)],
  ['skill.toml', text('[skill]\nname = "words"\n')],
])

const SMALL: ReadonlyMap<string, Uint8Array> = new Map([
  ['skill.toml', text('[skill]')],
  ['skill.wasm', new Uint8Array()],
])

function reasonOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_STORE_ARCHIVE', hint: expect.any(String) })
    return error instanceof Error ? error.message : ''
  }
  throw new Error('nothing was thrown')
}

test('packs the same files to the same bytes, today and in every version', async () => {
  expect(await sha256Hex(packSkill(FULL))).toBe('9a7e203f05474c3c0836802eff4c7c27fe104a2c21612849de382df25e6b0bb3')
  expect(packSkill(new Map([...FULL].reverse()))).toEqual(packSkill(FULL))
})

test('gives back what was packed, in the order of the archive', () => {
  const files = unpackSkill(packSkill(FULL))
  expect([...files.keys()]).toEqual([...FULL.keys()].reverse())
  expect(files).toEqual(FULL)
})

test('reads an archive that is a part of other bytes', () => {
  const archive = packSkill(SMALL)
  const within = new Uint8Array(archive.length + 20)
  within.set(archive, 7)
  expect(unpackSkill(within.subarray(7, 7 + archive.length))).toEqual(SMALL)
})

test('writes a zip file that another program reads, checksums included', () => {
  expect(new Map(Object.entries(unzipSync(packSkill(FULL))))).toEqual(FULL)
})

describe('packs nothing but the files of one skill', () => {
  const wasm = Uint8Array.of(1)
  const rows: readonly (readonly [fact: string, changes: Record<string, Uint8Array | undefined>, reason: RegExp])[] = [
    ['no manifest', { 'skill.toml': undefined }, /has no skill\.toml/],
    ['a manifest in other letters', { 'skill.toml': undefined, 'Skill.toml': wasm }, /has no skill\.toml/],
    ['no module', { 'skill.wasm': undefined }, /not one file that ends in/],
    ['two modules', { 'other.wasm': wasm }, /not one file that ends in/],
    ['modules whose names differ in case', { 'Skill.wasm': wasm }, /not one file that ends in/],
    ['a document in other letters', { 'skill.md': wasm }, /"skill\.md" is no file of a skill/],
    ['any other file', { 'README.md': wasm }, /"README\.md" is no file of a skill/],
    ['the signature of another module', { 'other.wasm.sig': wasm }, /is no file of a skill/],
    ['two signatures', { 'skill.sig': wasm, 'skill.wasm.sig': wasm }, /two signatures/],
    ...[
      '../skill.wasm',
      'a/../../skill.wasm',
      './skill.wasm',
      '/skill.wasm',
      '//host/skill.wasm',
      'a//skill.wasm',
      '..\\skill.wasm',
      'C:skill.wasm',
      'C:/skill.wasm',
      '~/skill.wasm',
      '~root/skill.wasm',
      '.wasm',
      'a/.wasm',
      'nul.wasm',
      'COM1/skill.wasm',
      'a./skill.wasm',
      'a /skill.wasm',
      'a\0.wasm',
      'a\n.wasm',
      'a\u202emsaw.wasm',
      'a\u200b.wasm',
      '\ufeffskill.wasm',
      'e\u0301.wasm',
      '\ud800.wasm',
      'skill.toml/skill.wasm',
      'SKILL.MD/skill.wasm',
      'Skill.Sig/skill.wasm',
      `${'a'.repeat(1020)}.wasm`,
    ].map(
      (path) =>
        [
          `a module at ${JSON.stringify(path).slice(0, 40)}`,
          { 'skill.wasm': undefined, [path]: wasm },
          /no module can be at/,
        ] as const,
    ),
  ]
  test.each(rows)('%s', (_, changes, reason) => {
    const files = new Map(SMALL)
    for (const [name, bytes] of Object.entries(changes)) {
      if (bytes === undefined) files.delete(name)
      else files.set(name, bytes)
    }
    expect(reasonOf(() => packSkill(files))).toMatch(reason)
  })
})

test('takes modules below folders, in other scripts, and with a signature beside them', () => {
  for (const path of ['target/release/a-b_c.wasm', 'é/数.wasm', '...a/b.c.wasm', '-x/~.wasm']) {
    const files = new Map([
      ['skill.toml', text('')],
      [path, text('m')],
      [`${path}.sig`, text('s')],
    ])
    expect(unpackSkill(packSkill(files))).toEqual(files)
  }
})

describe('refuses an archive that holds the right files in another way', () => {
  const files = Object.fromEntries(SMALL)
  const packed = packSkill(SMALL)
  const central = packed.length - 22 - 2 * 46 - 'skill.tomlskill.wasm'.length
  const changed = (at: number, byte: number): Uint8Array => packed.map((old, index) => (index === at ? byte : old))
  const rows: readonly (readonly [fact: string, archive: Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['something else', text('<!doctype html>')],
    ['compressed files', zipSync(files, { level: 9, mtime: new Date(1980, 0, 1, 12) })],
    ['other times', zipSync(files, { level: 0, mtime: new Date(2020, 0, 1, 12) })],
    ['a comment', zipSync(files, { level: 0, mtime: new Date(1980, 0, 1, 12), comment: 'hi' })],
    ['other rights', zipSync(files, { level: 0, mtime: new Date(1980, 0, 1, 12), os: 3, attrs: 0o120777 << 16 })],
    ['bytes behind', Uint8Array.of(...packed, 0)],
    ['a whole archive behind', Uint8Array.of(...packed, ...packed)],
    ['bytes in front, as of a program', Uint8Array.of(0x4d, 0x5a, ...packed)],
    ['no central directory', packed.subarray(0, central)],
    ['another order', rearranged(packed)],
    ['a file twice', Uint8Array.of(...packed.subarray(0, 47), ...packed)],
    ['a wrong checksum', changed(14, (packed[14] ?? 0) ^ 1)],
    ['a link', changed(central + 38 + 3, 0xa1)],
    ['a name in the central directory that is another', changed(central + 46, 0x53)],
    ['a length of four gigabytes', changed(25, 0xff)],
    ['a length that reaches into the next file', changed(22, 8)],
  ]
  test.each(rows)('%s', (_, archive) => {
    expect(reasonOf(() => unpackSkill(archive))).toMatch(/that is no \.skill archive/)
  })
})

/** The two local files of `packed` in the other order, all else untouched. */
function rearranged(packed: Uint8Array): Uint8Array {
  const first = packed.subarray(0, 47)
  const second = packed.subarray(47, 47 + 40)
  return Uint8Array.of(...second, ...first, ...packed.subarray(87))
}
