import { expect, test } from 'vitest'
import { type ChosenFile, openFiles } from './open-files.ts'

const TOML = '[skill]\nname = "sample"\nversion = "1.0.0"\ndescription = "A sample"\n[wasm]\nentry = "skill.wasm"\n'

function file(path: string, text = ''): ChosenFile {
  return { path, bytes: new TextEncoder().encode(text) }
}

test('a folder is a skill with its documents, and what else lies in it is left', async () => {
  const chosen = [
    file('word/skill.toml', TOML),
    file('word/skill.wasm', 'w'),
    file('word/SKILL.md', '# It'),
    file('other.txt'),
  ]
  const { manifest, documents, origin } = await openFiles(chosen)
  expect({ name: manifest.name, documents, origin }).toEqual({
    name: 'sample',
    documents: { 'SKILL.md': '# It' },
    origin: 'word',
  })
})

test.each([
  ['nothing', [], 'ERR_RUNNER_FILES'],
  ['no manifest', [file('a.wasm')], 'ERR_RUNNER_FILES'],
  ['two skills', [file('a/skill.toml', TOML), file('b/skill.toml', TOML)], 'ERR_RUNNER_FILES'],
  ['no module', [file('skill.toml', TOML)], 'ERR_RUNNER_FILE_MISSING'],
  ['a module beside the folder', [file('a/skill.toml', TOML), file('skill.wasm')], 'ERR_RUNNER_FILE_MISSING'],
  ['a byte order mark', [file('skill.toml', `\uFEFF${TOML}`), file('skill.wasm')], 'ERR_RUNNER_TEXT'],
  ['an archive that is none', [file('x.skill', 'PK')], 'ERR_STORE_ARCHIVE'],
] as const)('%s is refused', async (_, chosen, code) => {
  await expect(openFiles(chosen)).rejects.toMatchObject({ code })
})
