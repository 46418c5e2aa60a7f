import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HOLDS, openFiles, testFolder, told } from './disk.ts'

const LINUX = process.platform === 'linux'

describe.each(HOLDS)('files on a disk, held $way', ({ hold }) => {
  test('a file is written, read, listed, told of and removed again', async () => {
    const folder = await testFolder()
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    const file = `${folder}/a.txt`
    expect(told(await ask('write', file, { data: 'grüße' }))).toBe('done')
    expect(told(await ask('read', file))).toBe('grüße')
    expect(told(await ask('stat', file))).toBe('file 7')
    expect(told(await ask('list', folder))).toBe('a.txt\0')
    expect(await readFile(file, 'utf8')).toBe('grüße')
    expect(told(await ask('remove', file))).toBe('done')
    expect(await readdir(folder)).toEqual([])
  })

  test('folders are made, listed in order with a slash, and removed when they are empty', async () => {
    const folder = await testFolder()
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    for (const name of ['b', 'a', 'a/c']) expect(told(await ask('make-directory', `${folder}/${name}`))).toBe('done')
    await ask('write', `${folder}/a/d`)
    await ask('write', `${folder}/.e`)
    expect(told(await ask('list', folder))).toBe('.e\0a/\0b/\0')
    expect(told(await ask('list', `${folder}/a`))).toBe('c/\0d\0')
    expect(told(await ask('list', `${folder}/b`))).toBe('')
    expect(told(await ask('stat', `${folder}/a`))).toBe('directory 0')
    expect(told(await ask('remove', `${folder}/a`))).toBe('directory-not-empty')
    expect(told(await ask('remove', `${folder}/b`))).toBe('done')
    expect(told(await ask('make-directory', `${folder}/a`))).toBe('already-exists')
    expect(told(await ask('make-directory', `${folder}/x/y`))).toBe('not-found')
  })

  test('a write makes or replaces the whole file', async () => {
    const folder = await testFolder()
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    for (const data of ['long content', 'short', '']) {
      expect(told(await ask('write', `${folder}/f`, { data }))).toBe('done')
      expect(told(await ask('read', `${folder}/f`))).toBe(data)
    }
    expect(await readdir(folder)).toEqual(['f'])
  })

  test('who reads while a file is replaced sees the old one or the new one', async () => {
    const folder = await testFolder()
    const ask = await openFiles({ write: [folder], hold })
    const contents = ['a', 'b'].map((letter) => letter.repeat(1_000_000))
    await writeFile(join(folder, 'f'), contents[0] ?? '')
    let writes = 0
    const writing = (async () => {
      for (; writes < 20; writes++) await ask('write', `${folder}/f`, { data: contents[writes % 2] ?? '' })
    })()
    while (writes < 20) expect(contents).toContain(await readFile(join(folder, 'f'), 'utf8'))
    await writing
  })

  test('what fails is told by its name', async () => {
    const folder = await testFolder()
    await mkdir(join(folder, 'd'))
    await writeFile(join(folder, 'f'), 'x')
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    const rows = [
      ['read', 'none', 'not-found'],
      ['read', 'none/none', 'not-found'],
      ['read', 'd', 'is-a-directory'],
      ['read', 'f/x', 'not-a-directory'],
      ['stat', 'none', 'not-found'],
      ['stat', 'f/x', 'not-a-directory'],
      ['list', 'none', 'not-found'],
      ['list', 'f', 'not-a-directory'],
      ['write', 'd', 'is-a-directory'],
      ['write', 'none/f', 'not-found'],
      ['write', 'f/x', 'not-a-directory'],
      ['remove', 'none', 'not-found'],
      ['remove', 'f/x', 'not-a-directory'],
      ['make-directory', 'f', 'already-exists'],
      ['make-directory', 'f/x', 'not-a-directory'],
      ['write', 'x'.repeat(256), 'invalid-argument'],
    ] as const
    for (const [operation, name, failure] of rows) {
      expect([operation, name, told(await ask(operation, `${folder}/${name}`))]).toEqual([operation, name, failure])
    }
    expect((await readdir(folder)).sort()).toEqual(['d', 'f'])
  })

  test('a grant of a file grants that file and nothing beside it', async () => {
    const folder = await testFolder()
    await writeFile(join(folder, 'other'), 'x')
    const file = `${folder}/one.txt`
    const ask = await openFiles({ read: [file], write: [file], hold })
    expect(told(await ask('read', file))).toBe('not-found')
    expect(told(await ask('write', file, { data: '1' }))).toBe('done')
    expect(told(await ask('read', file))).toBe('1')
    expect(told(await ask('read', `${folder}/other`))).toBe('denied')
    expect(told(await ask('list', folder))).toBe('denied')
    expect(told(await ask('write', `${file}.bak`))).toBe('denied')
    expect((await readdir(folder)).sort()).toEqual(['one.txt', 'other'])
  })

  test('a folder that is granted and is not there yet can be made', async () => {
    const folder = `${await testFolder()}/new`
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    expect(told(await ask('list', folder))).toBe('not-found')
    expect(told(await ask('write', `${folder}/f`))).toBe('not-found')
    expect(told(await ask('make-directory', folder))).toBe('done')
    expect(told(await ask('write', `${folder}/f`, { data: 'x' }))).toBe('done')
    expect(told(await ask('read', `${folder}/f`))).toBe('x')
  })

  test('one whose own folder is not there is never found', async () => {
    const folder = `${await testFolder()}/a/b`
    const ask = await openFiles({ read: [folder], write: [folder], hold })
    for (const operation of ['read', 'list', 'stat', 'write', 'remove', 'make-directory'] as const) {
      expect(told(await ask(operation, folder))).toBe('not-found')
    }
  })

  test('a home and a data folder are where the host says', async () => {
    const folder = await testFolder()
    await mkdir(join(folder, 'home/notes'), { recursive: true })
    await writeFile(join(folder, 'home/notes/a'), 'note')
    const grants = { read: ['~/notes', 'cache', 'state.json'], write: ['cache', 'state.json', 'deep/er'] }
    const ask = await openFiles({ ...grants, home: join(folder, 'home'), dataFolder: join(folder, 'data'), hold })
    expect(told(await ask('read', '~/notes/a'))).toBe('note')
    // The same file, but not as it was granted: where a home is, is not the skill's to know.
    expect(told(await ask('read', `${folder}/home/notes/a`))).toBe('denied')
    expect(told(await ask('list', 'cache'))).toBe('not-found')
    expect(told(await ask('write', 'cache/x', { data: '1' }))).toBe('done')
    expect(told(await ask('write', 'state.json', { data: '{}' }))).toBe('done')
    expect(told(await ask('make-directory', 'deep/er/est'))).toBe('done')
    expect(told(await ask('list', 'cache'))).toBe('x\0')
    expect((await readdir(join(folder, 'data/test-skill'), { recursive: true })).sort()).toEqual(
      ['cache', join('cache', 'x'), 'deep', join('deep', 'er'), join('deep', 'er', 'est'), 'state.json'].sort(),
    )
  })

  test.runIf(process.platform !== 'win32')(
    'a new file has the mode of any new file, a replaced one keeps its own',
    async () => {
      const folder = await testFolder()
      const ask = await openFiles({ write: [folder], hold })
      await writeFile(join(folder, 'usual'), '')
      await ask('write', `${folder}/new`)
      expect((await stat(join(folder, 'new'))).mode).toBe((await stat(join(folder, 'usual'))).mode)
      await chmod(join(folder, 'new'), 0o4640)
      await ask('write', `${folder}/new`, { data: 'x' })
      expect((await stat(join(folder, 'new'))).mode & 0o7777).toBe(0o640)
    },
  )

  test('the time of a change is told in whole milliseconds, 1970 at the earliest', async () => {
    const folder = await testFolder()
    await writeFile(join(folder, 'f'), '')
    const ask = await openFiles({ read: [folder], hold })
    for (const [seconds, expected] of [
      [1_700_000_000.25, 1_700_000_000_250],
      [new Date(-5_000), 0],
    ] as const) {
      await utimes(join(folder, 'f'), seconds, seconds)
      expect(await ask('stat', `${folder}/f`)).toMatchObject({ stat: { modifiedMs: expected } })
    }
  })

  test('names that no path can hold are not listed', async (context) => {
    if (!LINUX) context.skip('needs a file system that takes such names')
    const folder = await testFolder()
    const names = ['fine', 'a:b', 'a\\b', 'nul', 'end.', 'u\u0308', 'new\nline', '*']
    for (const name of names) await writeFile(join(folder, name), '')
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), '')
    const ask = await openFiles({ read: [folder], hold })
    expect(told(await ask('list', folder))).toBe('fine\0')
  })

  test.runIf(process.platform !== 'win32')('a link in a folder is listed like a file', async () => {
    const folder = await testFolder()
    await mkdir(join(folder, 'd'))
    await symlink('d', join(folder, 'l'))
    const ask = await openFiles({ read: [folder], hold })
    expect(told(await ask('list', folder))).toBe('d/\0l\0')
    expect(told(await ask('stat', `${folder}/l`))).toBe('directory 0')
  })
})
