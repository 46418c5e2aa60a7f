import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_SKILL_CONFIG } from '@blufio/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSkillFiles } from './skill-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blufio-cli-'))
  await mkdir(join(folder, 'tool'))
  await writeFile(join(folder, 'secret'), 'a private key')
  await write('skill.toml', '[skill]\nname = "tool"\nversion = "1.0.0"\ndescription = "A tool"\n')
  await write('skill.wasm', 'module')
})
afterEach(() => rm(folder, { recursive: true }))

function write(name: string, content: string | Uint8Array): Promise<void> {
  return writeFile(join(folder, 'tool', name), content)
}

function read(): ReturnType<typeof readSkillFiles> {
  return readSkillFiles(join(folder, 'tool'), DEFAULT_SKILL_CONFIG)
}

test('documents and a signature are read byte for byte', async () => {
  await write('SKILL.md', '\uFEFF# Größe\r\n')
  await write('input.schema.json', '{}')
  await write('skill.sig', 'signed')
  await write('README.md', 'no part of it')
  const { documents, signature } = await read()
  expect(documents).toEqual({ 'SKILL.md': '\uFEFF# Größe\r\n', 'input.schema.json': '{}' })
  expect(signature).toBe('signed')
})

test('a signature of all of the skill goes before one of the module', async () => {
  await write('skill.wasm.sig', 'of the module')
  expect((await read()).signature).toBe('of the module')
  await write('skill.sig', 'of all')
  expect((await read()).signature).toBe('of all')
})

test.each(['SKILL.md', 'input.schema.json', 'output.schema.json', 'skill.sig', 'skill.wasm.sig'])(
  'a link in the place of %s is not followed: it could lead to any file of the user',
  async (name) => {
    for (const target of [join(folder, 'secret'), '../secret', 'skill.toml', 'nowhere']) {
      await symlink(target, join(folder, 'tool', name))
      await expect(read()).rejects.toMatchObject({ code: 'ERR_CLI_FILE_READ' })
      await rm(join(folder, 'tool', name))
    }
  },
)

test('a folder, a pipe or bytes that are no UTF-8 are no document', async (context) => {
  await mkdir(join(folder, 'tool', 'SKILL.md'))
  await expect(read()).rejects.toMatchObject({ code: 'ERR_CLI_FILE_READ' })
  await rm(join(folder, 'tool', 'SKILL.md'), { recursive: true })
  await write('SKILL.md', Uint8Array.of(0x61, 0xff))
  await expect(read()).rejects.toMatchObject({ code: 'ERR_CLI_FILE_READ' })
  if (process.platform === 'win32') context.skip('needs mkfifo')
  await rm(join(folder, 'tool', 'SKILL.md'))
  execFileSync('mkfifo', [join(folder, 'tool', 'SKILL.md')])
  await expect(read()).rejects.toMatchObject({ code: 'ERR_CLI_FILE_READ' })
})
