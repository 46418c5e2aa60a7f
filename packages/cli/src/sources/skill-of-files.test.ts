import { DEFAULT_SKILL_CONFIG } from '@blufio/core'
import { expect, test } from 'vitest'
import { skillOfFiles } from './skill-of-files.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const TOML = '[skill]\nname = "words"\nversion = "1.0.0"\ndescription = "Counts"\n[wasm]\nentry = "build/a.wasm"\n'
const FILES = { 'skill.toml': bytes(TOML), 'build/a.wasm': bytes('m') }
const read = (files: Record<string, Uint8Array>): ReturnType<typeof skillOfFiles> =>
  skillOfFiles(new Map(Object.entries(files)), { config: DEFAULT_SKILL_CONFIG, place: 'x.skill' })

test('takes the files of a skill and no others, byte for byte', () => {
  const skill = read({ ...FILES, 'SKILL.md': bytes('\ufeffa\r\n'), 'skill.md': bytes('b'), __proto__: bytes('c') })
  expect(skill).toMatchObject({
    manifestToml: TOML,
    documents: { 'SKILL.md': '\ufeffa\r\n' },
    wasmFile: 'x.skill: build/a.wasm',
  })
  expect(skill.wasm).toEqual(bytes('m'))
  expect(skill).not.toHaveProperty('signature')
})

test('a signature of all of the skill goes before one of the module, and one of another module counts for nothing', () => {
  expect(read({ ...FILES, 'skill.sig': bytes('all'), 'build/a.wasm.sig': bytes('m') }).signature).toBe('all')
  expect(read({ ...FILES, 'build/a.wasm.sig': bytes('m') }).signature).toBe('m')
  expect(read({ ...FILES, 'a.wasm.sig': bytes('m') }).signature).toBeUndefined()
})

test.each([
  ['no manifest', { 'build/a.wasm': bytes('m') }, 'ERR_CLI_FILE_NOT_FOUND'],
  [
    'a module at another path than its manifest names',
    { 'skill.toml': bytes(TOML), 'a.wasm': bytes('m') },
    'ERR_CLI_FILE_NOT_FOUND',
  ],
  [
    'a manifest that is no UTF-8',
    { ...FILES, 'skill.toml': Uint8Array.of(...bytes(TOML), 0x23, 0xff) },
    'ERR_CLI_FILE_READ',
  ],
  ['a document that is no UTF-8', { ...FILES, 'SKILL.md': Uint8Array.of(0xed, 0xa0, 0x80) }, 'ERR_CLI_FILE_READ'],
  ['a signature that is no UTF-8', { ...FILES, 'skill.sig': Uint8Array.of(0xc0) }, 'ERR_CLI_FILE_READ'],
  ['a manifest that breaks rules', { ...FILES, 'skill.toml': bytes('[skill]') }, 'ERR_MANIFEST_INVALID'],
])('refuses %s', (_, files, code) => {
  expect(() => read(files)).toThrow(expect.objectContaining({ code, message: expect.stringContaining('x.skill') }))
})
