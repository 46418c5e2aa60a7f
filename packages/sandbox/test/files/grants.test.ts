import { chmod, mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFiles, openRuns, testFolder, told } from './disk.ts'

const POSIX = process.platform !== 'win32'

describe('grants that are refused when a skill is loaded', () => {
  test.runIf(POSIX).each(['/proc', '/proc/self', '/proc/none', '/sys/kernel', '/dev', '/dev/shm', '/dev/null'])(
    '%s',
    async (path) => {
      await expect(openFiles({ read: [path] })).rejects.toMatchObject({
        code: 'ERR_SKILL_FILES',
        message: expect.stringMatching(/: no skill is given what the system shows of itself as files$/),
      })
      await expect(openFiles({ write: [path] })).rejects.toMatchObject({ code: 'ERR_SKILL_FILES' })
    },
  )

  test.runIf(POSIX)('one that leads nowhere else is not told of twice', async () => {
    await expect(openFiles({ read: ['/proc/none'] })).rejects.toMatchObject({
      message: expect.stringContaining('asks to read "/proc/none": no skill'),
    })
  })

  test.runIf(POSIX).each(['/', '/proc/self', '/dev'])('a link to %s', async (target) => {
    const folder = await testFolder()
    await symlink(target, join(folder, 'link'))
    const message = expect.stringContaining(`which is ${await realpath(target)}: `)
    await expect(openFiles({ read: [`${folder}/link`] })).rejects.toMatchObject({ code: 'ERR_SKILL_FILES', message })
  })

  test('a home that is the root, for a folder that would be one of the system', async () => {
    await expect(openFiles({ read: ['~/proc/self'], home: '/' })).rejects.toMatchObject({ code: 'ERR_SKILL_FILES' })
  })

  test.each(['', '/', '~', '../x', '/a/../b', '/a/', 'a//b', 'C:/x', '/*'])(
    'one that no skill.toml can hold: %j',
    async (path) => {
      await expect(openFiles({ read: [path] })).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
      await expect(openFiles({ write: [path] })).rejects.toMatchObject({ code: 'ERR_SKILL_MANIFEST' })
    },
  )

  test('one of the own data folder, where the host has none for it', async () => {
    await expect(openFiles({ read: ['cache'] })).rejects.toMatchObject({
      code: 'ERR_SKILL_FILES',
      hint: expect.stringContaining('files.dataFolder'),
    })
  })

  test('a data folder that can not be made', async () => {
    const folder = await testFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(openFiles({ write: ['cache'], dataFolder: join(folder, 'file') })).rejects.toMatchObject({
      code: 'ERR_SKILL_FILES',
      message: expect.stringContaining(join(folder, 'file', 'test-skill')),
    })
  })
})

describe('what the host program keeps out of reach', () => {
  test.each([
    ['itself', 'host'],
    ['what is in it', 'host/registry/skills.db'],
    ['what contains it', ''],
    ['a link to it', 'link'],
    ['a link to what is in it', 'link/registry'],
  ])('is granted to no skill: %s', async (_, path) => {
    const folder = await testFolder()
    await mkdir(join(folder, 'host/registry'), { recursive: true })
    await symlink('host', join(folder, 'link'))
    const grant = path === '' ? folder : `${folder}/${path}`
    const outOfReach = [join(folder, 'host')]
    for (const grants of [{ read: [grant] }, { write: [grant] }]) {
      await expect(openFiles({ ...grants, outOfReach })).rejects.toMatchObject({
        code: 'ERR_SKILL_FILES',
        message: expect.stringContaining(join(folder, 'host')),
      })
    }
  })

  test('keeps no skill from its own data folder in there, nor from what is named alike', async () => {
    const folder = await testFolder()
    await mkdir(join(folder, 'host-files'))
    await writeFile(join(folder, 'host-files/x'), 'beside')
    const grants = { read: [`${folder}/host-files`, 'cache'], write: ['cache'] }
    const ask = await openFiles({
      ...grants,
      dataFolder: join(folder, 'host/data'),
      outOfReach: [join(folder, 'host')],
    })
    await ask('write', 'cache/x', { data: 'own' })
    expect(told(await ask('read', 'cache/x'))).toBe('own')
    expect(told(await ask('read', `${folder}/host-files/x`))).toBe('beside')
  })
})

test('a skill that asks for no file of its own gets no folder', async () => {
  const folder = await testFolder()
  await openFiles({ read: [folder], write: [folder], dataFolder: join(folder, 'data') })
  expect(await readdir(folder)).toEqual([])
})

test('the data folders of skills are apart, also where one is named as a part of another', async () => {
  const dataFolder = await testFolder()
  const grants = { read: ['cache'], write: ['cache'], dataFolder }
  const one = await openFiles({ ...grants, skill: 'skill' })
  const other = await openFiles({ ...grants, skill: 'skill-2' })
  await one('write', 'cache/x', { data: '1' })
  expect(told(await other('read', 'cache/x'))).toBe('not-found')
  expect(told(await other('read', `${dataFolder}/skill/cache/x`))).toBe('denied')
  expect(told(await one('read', 'cache/x'))).toBe('1')
})

test.runIf(POSIX)(
  'a skill gets no data folder that is one of another name, as where case makes no difference',
  async () => {
    const dataFolder = await testFolder()
    await openFiles({ write: ['cache'], dataFolder, skill: 'weather' })
    // What a file system does that finds the one by the other's name.
    await symlink('weather', join(dataFolder, 'Weather'))
    await expect(openFiles({ write: ['cache'], dataFolder, skill: 'Weather' })).rejects.toMatchObject({
      code: 'ERR_SKILL_FILES',
      message: "the data folder of 'Weather' is that of the skill 'weather'",
    })
  },
)

test('what a skill keeps is there for its next run and when it is loaded again', async () => {
  const grants = { read: ['cache'], write: ['cache'], dataFolder: await testFolder() }
  const begin = await openRuns(grants)
  await begin()('write', 'cache/x', { data: 'kept' })
  expect(told(await begin()('read', 'cache/x'))).toBe('kept')
  expect(told(await (await openFiles(grants))('read', 'cache/x'))).toBe('kept')
})

test.runIf(POSIX)('a granted folder within another is the one that counts, wherever it leads', async () => {
  const folder = await testFolder()
  for (const name of ['outer', 'elsewhere']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'elsewhere/file'), 'elsewhere')
  await symlink('../elsewhere', join(folder, 'outer/link'))
  const path = `${folder}/outer/link/file`
  expect(told(await (await openFiles({ read: [`${folder}/outer`] }))('read', path))).toBe('denied')
  const ask = await openFiles({ read: [`${folder}/outer`, `${folder}/outer/link`] })
  expect(told(await ask('read', path))).toBe('elsewhere')
})

test('a folder that the user may not enter is refused, not an error of ours', async (context) => {
  if (!POSIX || process.getuid?.() === 0) context.skip('needs a user who is refused something')
  const folder = await testFolder()
  await mkdir(join(folder, 'closed'))
  await writeFile(join(folder, 'unreadable'), '', { mode: 0o000 })
  await writeFile(join(folder, 'unwritable'), '', { mode: 0o444 })
  const ask = await openFiles({ read: [folder], write: [folder] })
  await chmod(join(folder, 'closed'), 0o000)
  expect(told(await ask('read', `${folder}/closed/x`))).toBe('permission-refused')
  expect(told(await ask('write', `${folder}/closed/x`))).toBe('permission-refused')
  expect(told(await ask('read', `${folder}/unreadable`))).toBe('permission-refused')
  expect(told(await ask('write', `${folder}/unwritable`))).toBe('permission-refused')
  await chmod(join(folder, 'closed'), 0o700)
})
