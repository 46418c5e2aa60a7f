import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace } from './workspace.ts'

test('writes a project and says what to type next', async () => {
  const { skill, folder } = await makeWorkspace()
  const { status, stdout, stderr } = await skill(['init', 'word-count', '--author', 'A "B"'])
  expect(status).toBe(0)
  expect(stdout).toContain(join('word-count', 'src', 'lib.rs'))
  expect(stderr).toContain('blufio skill build')
  expect(await readdir(folder)).toEqual(['word-count'])
  expect(await readFile(join(folder, 'word-count', 'skill.toml'), 'utf8')).toContain('author = "A \\"B\\""')
})

test('prints one JSON value', async () => {
  const { skill, folder } = await makeWorkspace()
  const { stdout, stderr } = await skill(['init', 'x', '--template', 'assemblyscript', '--dir', 'a/b', '--json'])
  const value = JSON.parse(stdout)
  expect(value).toMatchObject({ name: 'x', template: 'assemblyscript', folder: join(folder, 'a', 'b') })
  expect(value.files).toContain('package.json')
  expect(stderr).toBe('')
})

test('never touches a folder that exists, not even an empty one', async () => {
  const { skill, folder } = await makeWorkspace()
  await mkdir(join(folder, 'x'))
  const { status, stderr } = await skill(['init', 'x'])
  expect(status).toBe(2)
  expect(stderr).toContain('ERR_CLI_FOLDER_EXISTS')
  expect(await readdir(join(folder, 'x'))).toEqual([])
})

test('never touches a file that exists', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeFile(join(folder, 'x'), 'mine')
  expect((await skill(['init', 'x'])).status).toBe(2)
  expect(await readFile(join(folder, 'x'), 'utf8')).toBe('mine')
})

test('never follows a link, not even one that leads nowhere', async () => {
  const { skill, folder } = await makeWorkspace()
  await symlink(join(folder, 'elsewhere'), join(folder, 'x'), 'junction')
  expect((await skill(['init', 'x'])).status).toBe(2)
  expect(await readdir(folder)).toEqual(['x'])
})

test.each([
  [['init', '../x'], 'ERR_SKILL_NAME'],
  [['init', 'CON'], 'ERR_SKILL_NAME'],
  [['init', 'x', '--template', 'cobol'], 'ERR_SCAFFOLD_TEMPLATE'],
  [['init', 'x', '--description', 'two\nlines'], 'ERR_CLI_USAGE'],
  [['init', 'x', '--author', '\u202egnp'], 'ERR_CLI_USAGE'],
  [['init'], 'ERR_CLI_USAGE'],
])('refuses %j with %s and writes nothing', async (args, code) => {
  const { skill, folder } = await makeWorkspace()
  const { status, stdout } = await skill([...args, '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toBe(code)
  expect(await readdir(folder)).toEqual([])
})

test.each(['--description', '--author'])('what is wrong with %s names it, not a file', async (option) => {
  const { skill } = await makeWorkspace()
  const { stderr } = await skill(['init', 'x', option, 'a\nb'])
  expect(stderr).toMatch(new RegExp(`^error ${option} has the character U\\+000A`))
  expect(stderr).not.toContain('skill.toml')
})

test('leaves nothing behind where it may not write', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeFile(join(folder, 'file'), '')
  const { status, stdout } = await skill(['init', 'x', '--dir', 'file/x', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_FILE_WRITE')
  expect(await readdir(folder)).toEqual(['file'])
})

test.skipIf(process.platform !== 'linux')(
  'tells where no folder can be made, and does not try for ever (needs /proc of Linux)',
  async () => {
    const { skill } = await makeWorkspace()
    const { status, stdout } = await skill(['init', 'x', '--dir', '/proc/a/b', '--json'])
    expect(status).toBe(2)
    expect(JSON.parse(stdout).error.code).toBe('ERR_CLI_FILE_WRITE')
  },
)
