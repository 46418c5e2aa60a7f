import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeWorkspace, writeSkill } from './workspace.ts'

test.each([
  [['list'], 0],
  [['info', 'x'], 4],
  [['run', 'x'], 4],
  [['remove', 'x'], 4],
])('%j makes no home where there is none', async (args, status) => {
  const { skill, folder } = await makeWorkspace()
  expect((await skill([...args, '--home', 'typo'])).status).toBe(status)
  expect(await readdir(folder)).toEqual([])
})

test('an installation that is not approved makes no home', async () => {
  const { skill, folder } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  expect((await skill(['install', 's'])).status).toBe(3)
  expect(await readdir(folder)).toEqual(['s'])
})

test.skipIf(process.platform !== 'linux')(
  'lists nothing where no home can be made (needs /proc of Linux)',
  async () => {
    const { skill, folder } = await makeWorkspace()
    await writeSkill(join(folder, 's'))
    expect(await skill(['list', '--json', '--home', '/proc/x'])).toEqual({ status: 0, stdout: '[]\n', stderr: '' })
    const { status, stdout } = await skill(['install', 's', '--yes', '--json', '--home', '/proc/x/y'])
    expect(status).toBe(2)
    expect(JSON.parse(stdout).error.code).toBe('ERR_STORE_WRITE')
  },
)

test('a folder for the modules that can not be made is told', async () => {
  const { skill, folder, home } = await makeWorkspace()
  await writeSkill(join(folder, 's'))
  await mkdir(home)
  await writeFile(join(folder, 'file'), '')
  await writeFile(join(home, 'blufio.toml'), '[skill]\nskills_dir = "../file/skills"\n')
  const { status, stdout } = await skill(['install', 's', '--yes', '--json'])
  expect(status).toBe(2)
  expect(JSON.parse(stdout).error.code).toBe('ERR_STORE_WRITE')
  await rm(join(folder, 'file'))
})
