import { spawnSync } from 'node:child_process'
import { link, mkdir, open, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Ask, everythingIn, HOLDS, mount, openFiles, testFolder, told } from './disk.ts'

const POSIX = process.platform !== 'win32'
const EVERY = ['read', 'list', 'stat', 'write', 'remove', 'make-directory'] as const
/** Those that go through a link at the end of a path. */
const FOLLOWING = ['read', 'list', 'stat', 'write'] as const

describe.runIf(POSIX).each(HOLDS)('what is outside of a grant stays untouched and unseen, held $way', ({ hold }) => {
  let all: string
  let granted: string
  let outside: string
  let ask: Ask
  let before: readonly string[]

  beforeEach(async () => {
    all = await testFolder()
    granted = join(all, 'data')
    outside = join(all, 'data-evil')
    for (const folder of [granted, outside, join(outside, 'empty'), join(granted, 'inside')]) await mkdir(folder)
    await writeFile(join(outside, 'secret'), 'SECRET')
    await writeFile(join(granted, 'inside/file'), 'inside')
    before = await everythingIn(outside)
    ask = await openFiles({ read: [granted], write: [granted], hold })
    onTestFinished(async () => expect(await everythingIn(outside)).toEqual(before))
  })

  test.each([
    ['a folder whose name begins the same', (): string => outside],
    ['a file in it', (): string => `${outside}/secret`],
    ['a file there that does not exist', (): string => `${outside}/none`],
    ['a path that climbs', (): string => `${granted}/../data-evil/secret`],
    ['a path that climbs and comes back', (): string => `${granted}/../data/inside/file`],
    ['a path that climbs by backslashes', (): string => `${granted}/..\\data-evil\\secret`],
    ['the same in upper case', (): string => `${granted.toUpperCase()}/inside/file`],
    ['the root', (): string => '/'],
    ['the home', (): string => '~'],
    ['the environment of the process', (): string => '/proc/self/environ'],
    ['the granted folder by the handles of the process', (): string => '/proc/self/cwd'],
    ['a folder above', (): string => all],
  ])('%s is denied', async (_, path) => {
    for (const operation of EVERY)
      expect([operation, told(await ask(operation, path()))]).toEqual([operation, 'denied'])
  })

  test('whether something outside exists makes no difference', async () => {
    const answers = await Promise.all([`${outside}/secret`, `${outside}/none`].map((path) => ask('stat', path)))
    const [there, missing] = answers.map((answer) => JSON.stringify(answer).replaceAll(/secret|none/g, 'x'))
    expect(there).toBe(missing)
  })

  test.each([
    ['a file, by its absolute path', (): string => join(outside, 'secret')],
    ['a file, relative', (): string => '../data-evil/secret'],
    ['what does not exist', (): string => join(outside, 'none')],
    ['a folder', (): string => outside],
    ['the folder above', (): string => '..'],
    ['the root', (): string => '/'],
    ['the environment of the process', (): string => '/proc/self/environ'],
    ['itself, by way of outside', (): string => '../data/inside/file'],
    ['outside, by a link that leads on', (): string => 'second'],
    ['a name that begins like the grant', (): string => `${granted}-evil/secret`],
    ['outside, over a folder inside', (): string => 'inside/../../data-evil/secret'],
  ])('a link at the end that leads to %s is denied', async (_, target) => {
    await symlink(target(), join(granted, 'link'))
    await symlink(join(outside, 'secret'), join(granted, 'second'))
    const answers = await Promise.all(FOLLOWING.map((operation) => ask(operation, `${granted}/link`, { data: 'X' })))
    expect(answers.map(told)).toEqual(FOLLOWING.map(() => 'denied'))
    // Where it leads is not told, either.
    expect(JSON.stringify(answers)).not.toMatch(/SECRET|secret|evil|none|environ/)
  })

  test('what is removed of a link is the link, and no folder is made through one', async () => {
    await symlink(join(outside, 'empty'), join(granted, 'link'))
    expect(told(await ask('make-directory', `${granted}/link`))).toBe('already-exists')
    expect(told(await ask('remove', `${granted}/link`))).toBe('done')
    expect(await everythingIn(granted)).not.toContainEqual(expect.stringContaining('->'))
  })

  test.each([
    ['outside', (): string => outside],
    ['outside, relative', (): string => '../data-evil'],
    ['a folder outside that does not exist', (): string => join(outside, 'none')],
  ])('a folder on the way that is a link to %s is denied', async (_, target) => {
    await symlink(target(), join(granted, 'link'))
    for (const operation of EVERY) {
      for (const name of ['secret', 'none', 'empty', 'empty/none']) {
        const answer = await ask(operation, `${granted}/link/${name}`, { data: 'X' })
        expect([operation, name, told(answer)]).toEqual([operation, name, 'denied'])
      }
    }
  })

  test('links that stay inside work, in the middle and at the end', async () => {
    await mkdir(join(granted, 'inside/deep'))
    for (const [target, name] of [
      ['inside', 'folder'],
      [join(granted, 'inside'), 'absolute'],
      ['../inside/file', 'inside/up'],
      ['folder/deep/../up', 'file'],
      ['./folder/./', 'dots'],
    ] as const) {
      await symlink(target, join(granted, name))
    }
    for (const path of ['folder/file', 'absolute/file', 'inside/up', 'file', 'dots/file', 'dots/up']) {
      expect([path, told(await ask('read', `${granted}/${path}`))]).toEqual([path, 'inside'])
    }
    expect(told(await ask('write', `${granted}/file`, { data: 'new' }))).toBe('done')
    expect(await readFile(join(granted, 'inside/file'), 'utf8')).toBe('new')
    expect(told(await ask('write', `${granted}/folder/more`, { data: '1' }))).toBe('done')
    expect(told(await ask('list', `${granted}/absolute`))).toBe('deep/\0file\0more\0up\0')
  })

  test('a link from one granted folder to another works for what both are granted for', async () => {
    await symlink(join(outside, 'secret'), join(granted, 'link'))
    const both = await openFiles({ read: [granted, outside], write: [granted], hold })
    expect(told(await both('read', `${granted}/link`))).toBe('SECRET')
    expect(told(await both('write', `${granted}/link`, { data: 'X' }))).toBe('denied')
  })

  test('a link that leads nowhere inside is no file, and is not made one', async () => {
    await symlink('none', join(granted, 'dangling'))
    for (const operation of FOLLOWING) {
      expect(told(await ask(operation, `${granted}/dangling`))).toBe('not-a-plain-file')
    }
    expect(told(await ask('write', `${granted}/dangling/x`))).toBe('not-found')
    expect(told(await ask('remove', `${granted}/dangling`))).toBe('done')
    expect(await everythingIn(granted)).toHaveLength(2)
  })

  test('links in a circle, and more than 40 in a row, are no file', async () => {
    await symlink('round', join(granted, 'round'))
    await symlink('b/x', join(granted, 'a'))
    await symlink('a/x', join(granted, 'b'))
    for (let n = 0; n < 60; n++) await symlink(n === 0 ? 'inside/file' : `l${n - 1}`, join(granted, `l${n}`))
    for (const name of ['round', 'a', 'b', 'l59', 'round/x']) {
      expect([name, told(await ask('read', `${granted}/${name}`))]).toEqual([name, 'not-a-plain-file'])
    }
    expect(told(await ask('read', `${granted}/l39`))).toBe('inside')
  })

  test('a slash behind a link is no path at all', async () => {
    await symlink(outside, join(granted, 'link'))
    for (const operation of EVERY) expect(told(await ask(operation, `${granted}/link/`))).toBe('invalid-argument')
  })

  test('a file that has another name, which may be outside, is no plain file', async () => {
    await link(join(outside, 'secret'), join(granted, 'hard'))
    for (const operation of ['read', 'stat', 'write'] as const) {
      expect(told(await ask(operation, `${granted}/hard`, { data: 'X' }))).toBe('not-a-plain-file')
    }
    // Which takes only its name here away.
    expect(told(await ask('remove', `${granted}/hard`))).toBe('done')
  })

  test('a pipe and a socket are no plain files, and nobody waits for them', async (context) => {
    if (spawnSync('mkfifo', [join(granted, 'pipe')]).status !== 0) context.skip('needs mkfifo')
    const server = createServer().listen(join(granted, 'socket'))
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    for (const name of ['pipe', 'socket']) {
      for (const operation of ['read', 'stat', 'write', 'remove'] as const) {
        expect(told(await ask(operation, `${granted}/${name}`))).toBe('not-a-plain-file')
      }
      expect(told(await ask('list', `${granted}/${name}`))).toBe('not-a-directory')
    }
    expect(told(await ask('list', granted))).toBe('inside/\0pipe\0socket\0')
  })

  test('a device is no plain file', async (context) => {
    if (spawnSync('mknod', [join(granted, 'zero'), 'c', '1', '5']).status !== 0) context.skip('needs to make a device')
    for (const operation of ['read', 'stat', 'write', 'remove'] as const) {
      expect(told(await ask(operation, `${granted}/zero`))).toBe('not-a-plain-file')
    }
  })

  test('a sparse file of terabytes is too large, and is not read', async () => {
    await writeFile(join(granted, 'sparse'), '')
    await truncate(join(granted, 'sparse'), 4 * 1024 ** 4)
    expect(told(await ask('read', `${granted}/sparse`))).toBe('too-large')
    expect(told(await ask('stat', `${granted}/sparse`))).toBe(`file ${4 * 1024 ** 4}`)
  })

  test('a file that grows while it is read ends at the limit', async () => {
    const file = await open(join(granted, 'grows'), 'w')
    let grown = 0
    let isRead = false
    const growing = (async () => {
      for (; !isRead; grown++) await file.write(new Uint8Array(65_536))
      await file.close()
    })()
    const limited = await openFiles({ read: [granted], limits: { maxFileReadBytes: 1_000_000 }, hold })
    while (told(await limited('read', `${granted}/grows`)) !== 'too-large');
    isRead = true
    await growing
    expect(grown).toBeGreaterThan(1)
  })

  test('letters that are composed differently are other files, or none', async () => {
    await writeFile(join(granted, 'u\u0308'), 'decomposed')
    expect(told(await ask('read', `${granted}/u\u0308`))).toBe('invalid-argument')
    // A file system that takes both for the same gives the same.
    expect(told(await ask('read', `${granted}/\u00fc`))).toMatch(/^(not-found|decomposed)$/)
  })

  test('a granted folder that is a link is that folder for good', async () => {
    await symlink(granted, join(all, 'alias'))
    const byAlias = await openFiles({ read: [join(all, 'alias')], write: [join(all, 'alias')], hold })
    await symlink(join(all, 'alias/inside/file'), join(granted, 'by-alias'))
    expect(told(await byAlias('read', `${all}/alias/inside/file`))).toBe('inside')
    expect(told(await byAlias('read', `${granted}/inside/file`))).toBe('denied')
    await rm(join(all, 'alias'))
    await symlink(outside, join(all, 'alias'))
    expect(told(await byAlias('read', `${all}/alias/secret`))).toBe('not-found')
    expect(told(await byAlias('read', `${all}/alias/inside/file`))).toBe('inside')
    expect(told(await byAlias('read', `${all}/alias/by-alias`))).toBe('inside')
    expect(told(await byAlias('write', `${all}/alias/x`, { data: 'X' }))).toBe('done')
    expect(await readFile(join(granted, 'x'), 'utf8')).toBe('X')
  })

  test('a granted folder that becomes a link is denied', async () => {
    await rename(granted, join(all, 'moved'))
    await symlink(outside, granted)
    for (const operation of FOLLOWING) expect(told(await ask(operation, granted))).toBe('denied')
    for (const operation of EVERY) expect(told(await ask(operation, `${granted}/secret`))).toBe('denied')
  })

  test('so is one above which a link appears', async () => {
    const within = await openFiles({ read: [join(granted, 'inside')], write: [join(granted, 'inside')], hold })
    await rename(granted, join(all, 'moved'))
    await symlink(outside, granted)
    for (const operation of EVERY) expect(told(await within(operation, `${granted}/inside/x`))).toBe('denied')
  })

  test('a grant that was a dangling link never becomes what it leads to', async () => {
    await symlink(join(outside, 'later'), join(all, 'dangling'))
    const late = await openFiles({ read: [join(all, 'dangling')], write: [join(all, 'dangling')], hold })
    await writeFile(join(outside, 'later'), 'LATER')
    for (const operation of FOLLOWING) {
      expect(told(await late(operation, `${all}/dangling`, { data: 'X' }))).toBe('denied')
    }
    expect(await readFile(join(outside, 'later'), 'utf8')).toBe('LATER')
    await rm(join(outside, 'later'))
  })

  test('grants to read and to write are apart', async () => {
    const apart = await openFiles({ read: [join(granted, 'inside')], write: [join(granted, 'out')], hold })
    await mkdir(join(granted, 'out'))
    expect(told(await apart('write', `${granted}/inside/file`))).toBe('denied')
    expect(told(await apart('remove', `${granted}/inside/file`))).toBe('denied')
    expect(told(await apart('write', `${granted}/out/file`))).toBe('done')
    for (const operation of ['read', 'list', 'stat'] as const) {
      expect(told(await apart(operation, `${granted}/out/file`))).toBe('denied')
    }
  })

  test('a path of many folders that are links is no file', async () => {
    const chain = Array.from({ length: 200 }, () => 'a').join('/')
    await symlink('.', join(granted, 'a'))
    expect(told(await ask('read', `${granted}/${chain}/inside/file`))).toBe('not-a-plain-file')
  })

  test('a link that goes up and down without end is no file', async () => {
    await symlink('inside/../'.repeat(300), join(granted, 'long'))
    expect(told(await ask('list', `${granted}/long`))).toBe('not-a-plain-file')
  })
})

test.for([
  ['/proc', 'self/environ'],
  ['/sys', 'kernel/uevent_seqnum'],
] as const)(
  'what the kernel shows in %s is not given where that is mounted elsewhere',
  async ([shown, file], context) => {
    const folder = await testFolder()
    const there = join(folder, 'there')
    await mkdir(there)
    mount(context, ['--bind', shown, there])
    for (const granted of [folder, there, `${there}/${file}`]) {
      const ask = await openFiles({ read: [granted] })
      expect(told(await ask('read', `${there}/${file}`))).toBe('not-a-plain-file')
    }
    const ask = await openFiles({ read: [folder] })
    expect(told(await ask('list', there))).toBe('not-a-plain-file')
  },
)
