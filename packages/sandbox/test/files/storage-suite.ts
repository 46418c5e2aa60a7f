import { describe, expect, test } from 'vitest'
import type { FileRequest, HostAnswer } from '../../src/host/host-request.ts'
import type { FileStorage } from '../../src/platform/file-storage.ts'
import { DEFAULT_RUN_LIMITS } from '../../src/run-limits.ts'
import { fileService, openGrantedFiles } from '../../src/services/file-service.ts'

/** A kind of storage, and how a test gets one that no other test sees. */
export interface TestedStorage {
  readonly name: string
  readonly open: () => Promise<FileStorage>
  /** Whether each skill has a file system of its own, with nothing in it that it did not put there. */
  readonly isVirtual: boolean
}

type Ask = (operation: FileRequest['operation'], path: string, data?: string, signal?: AbortSignal) => Promise<string>

/** What must hold of every storage, as a run sees it. */
export function testStorage({ name, open, isVirtual }: TestedStorage): void {
  const opened = async (write: readonly string[] = ['d', 'one.txt'], read = write): Promise<Ask> =>
    askFor(await open(), { read, write })

  describe(`files kept ${name}`, () => {
    test('a file is written, read, listed, told of and removed again', async () => {
      const ask = await opened()
      const before = Date.now()
      expect(await ask('write', 'd/a.txt', 'grüße')).toBe('done')
      expect(await ask('read', 'd/a.txt')).toBe('grüße')
      expect(await ask('list', 'd')).toBe('a.txt\0')
      const [, modified] = /^file 7 (\d+)$/.exec(await ask('stat', 'd/a.txt')) ?? []
      // Some file systems keep whole seconds only.
      expect(Number(modified)).toBeGreaterThan(before - 2_000)
      expect(await ask('remove', 'd/a.txt')).toBe('done')
      expect(await ask('list', 'd')).toBe('')
      expect(await ask('read', 'd/a.txt')).toBe('not-found')
    })

    test('a write makes or replaces the whole file', async () => {
      const ask = await opened()
      for (const content of ['long content', 'short', '', 'x'.repeat(1_000_000)]) {
        expect(await ask('write', 'd/f', content)).toBe('done')
        expect(await ask('read', 'd/f')).toBe(content)
      }
      expect(await ask('list', 'd')).toBe('f\0')
    })

    test('folders are made, listed in order with a slash, and removed when they are empty', async () => {
      const ask = await opened()
      for (const folder of ['d/b', 'd/a', 'd/a/c']) expect(await ask('make-directory', folder)).toBe('done')
      for (const file of ['d/a/d', 'd/.e']) expect(await ask('write', file)).toBe('done')
      expect(await ask('list', 'd')).toBe('.e\0a/\0b/\0')
      expect(await ask('list', 'd/a')).toBe('c/\0d\0')
      expect(await ask('list', 'd/b')).toBe('')
      expect(await ask('stat', 'd/a')).toMatch(/^directory 0 \d+$/)
      expect(await ask('remove', 'd/a')).toBe('directory-not-empty')
      expect(await ask('remove', 'd/b')).toBe('done')
      expect(await ask('make-directory', 'd/a')).toBe('already-exists')
      expect(await ask('make-directory', 'd/x/y')).toBe('not-found')
    })

    test('what fails is told by its name, and changes nothing', async () => {
      const ask = await opened()
      await ask('write', 'd/f', 'x')
      await ask('make-directory', 'd/d')
      const rows = [
        ['read', 'd/none', 'not-found'],
        ['read', 'd/none/none', 'not-found'],
        ['read', 'd/d', 'is-a-directory'],
        ['read', 'd/f/x', 'not-a-directory'],
        ['stat', 'd/none', 'not-found'],
        ['stat', 'd/f/x', 'not-a-directory'],
        ['list', 'd/none', 'not-found'],
        ['list', 'd/f', 'not-a-directory'],
        ['write', 'd/d', 'is-a-directory'],
        ['write', 'd/none/f', 'not-found'],
        ['write', 'd/f/x', 'not-a-directory'],
        ['remove', 'd/none', 'not-found'],
        ['remove', 'd/f/x', 'not-a-directory'],
        ['make-directory', 'd/f', 'already-exists'],
        ['make-directory', 'd/f/x', 'not-a-directory'],
        ['write', `d/${'x'.repeat(256)}`, 'invalid-argument'],
        ['read', `d/${'ż'.repeat(128)}`, 'invalid-argument'],
        ['write', 'd/../f', 'denied'],
        ['write', 'e/f', 'denied'],
        ['write', 'd/f/', 'invalid-argument'],
      ] as const
      for (const [operation, path, failure] of rows) {
        expect([operation, path, await ask(operation, path)]).toEqual([operation, path, failure])
      }
      expect(await ask('list', 'd')).toBe('d/\0f\0')
      expect(await ask('read', 'd/f')).toBe('x')
    })

    test('a grant of a file grants that file and nothing beside it', async () => {
      const ask = await opened()
      expect(await ask('read', 'one.txt')).toBe('not-found')
      expect(await ask('write', 'one.txt', '1')).toBe('done')
      expect(await ask('read', 'one.txt')).toBe('1')
      expect(await ask('write', 'one.txt/x')).toBe('not-a-directory')
      expect(await ask('write', 'one.txt.bak')).toBe('denied')
    })

    test('a granted folder within others is made with the first that is put in it', async () => {
      const ask = await opened(['d/deep/est'], ['d'])
      expect(await ask('make-directory', 'd/deep/est/folder')).toBe('done')
      expect(await ask('write', 'd/deep/est/file', '1')).toBe('done')
      expect(await ask('list', 'd')).toBe('deep/\0')
      expect(await ask('list', 'd/deep/est')).toBe('file\0folder/\0')
      expect(await ask('write', 'd/deep/file')).toBe('denied')
    })

    test('every name that a path can hold is one file of its own', async () => {
      const ask = await opened()
      const names = [
        'a b',
        'żółw',
        '_',
        '%41',
        '_41',
        "it's",
        '\u{1F422}',
        '-',
        '__proto__',
        'constructor',
        '.hidden',
        '.a.crswap',
      ]
      names.push('x'.repeat(255))
      for (const file of names) expect([file, await ask('write', `d/${file}`, file)]).toEqual([file, 'done'])
      for (const file of names) expect(await ask('read', `d/${file}`)).toBe(file)
      const listed = names.sort().map((file) => `${file}\0`)
      expect(await ask('list', 'd')).toBe(listed.join(''))
    })

    test('a name of 255 bytes is kept, whatever is in it', async () => {
      const ask = await opened()
      const path = `d/${'ż'.repeat(127)}y`
      expect(await ask('write', path, 'kept')).toBe('done')
      expect(await ask('read', path)).toBe('kept')
    })

    test('a name of 255 bytes is kept, or refused as one that is too long', async () => {
      const ask = await opened()
      const path = `d/${'ż'.repeat(127)}y`
      const answer = await ask('write', path, 'kept')
      if (answer !== 'done') expect(answer).toBe(await ask('write', `d/${'x'.repeat(256)}`))
    })

    test('files stay when their skill is loaded again, and are not those of another', async () => {
      const storage = await open()
      const grants = { read: ['d'], write: ['d'] }
      const ask = await askFor(storage, grants)
      await ask('write', 'd/f', 'mine')
      expect(await (await askFor(storage, grants))('read', 'd/f')).toBe('mine')
      const other = await askFor(storage, { ...grants, skill: 'other-skill' })
      expect(await other('read', 'd/f')).toBe('not-found')
      await other('write', 'd/f', 'theirs')
      expect(await ask('read', 'd/f')).toBe('mine')
    })

    test('runs at once each see whole files', async () => {
      const ask = await opened()
      const contents = ['a', 'b'].map((letter) => letter.repeat(300_000))
      await ask('write', 'd/f', contents[0])
      const writes = Array.from({ length: 20 }, (_, index) => ask('write', 'd/f', contents[index % 2]))
      const reads = Array.from({ length: 20 }, () => ask('read', 'd/f'))
      expect(new Set(await Promise.all(writes))).toEqual(new Set(['done']))
      for (const read of await Promise.all(reads)) expect(contents.includes(read)).toBe(true)
      expect(await ask('list', 'd')).toBe('f\0')
    })

    test('one of many that make the same folder at once has made it', async () => {
      const ask = await opened()
      await ask('write', 'd/f')
      const made = await Promise.all(Array.from({ length: 10 }, () => ask('make-directory', 'd/new')))
      expect(made.filter((answer) => answer === 'done')).toHaveLength(1)
      expect(made.filter((answer) => answer === 'already-exists')).toHaveLength(9)
    })

    test('nothing is done once the signal is raised', async () => {
      const ask = await opened()
      await ask('write', 'd/f', 'kept')
      const raised = AbortSignal.abort()
      for (const operation of ['read', 'list', 'stat', 'write', 'remove', 'make-directory'] as const) {
        expect(await ask(operation, 'd/f', 'lost', raised)).toBe('cancelled')
      }
      expect(await ask('read', 'd/f')).toBe('kept')
    })

    test('a signal that is raised while a new file is written leaves all of it or nothing', async () => {
      const ask = await opened()
      for (let round = 0; round < 20; round++) {
        const stop = new AbortController()
        const writing = ask('write', `d/${round}`, 'n'.repeat(200_000), stop.signal)
        for (let turn = 0; turn < round * 3; turn++) await null
        if (round > 10) await new Promise((resolve) => setTimeout(resolve, round - 10))
        stop.abort()
        const isThere = (await writing) === 'done'
        expect((await ask('stat', `d/${round}`)).slice(0, 11)).toBe(isThere ? 'file 200000' : 'not-found')
      }
    })

    test('a signal that is raised meanwhile leaves the whole content, old or new', async () => {
      const ask = await opened()
      for (let round = 0; round < 10; round++) {
        await ask('write', 'd/f', 'old')
        const stop = new AbortController()
        const writing = ask('write', 'd/f', 'n'.repeat(200_000), stop.signal)
        for (let turn = 0; turn < round; turn++) await null
        stop.abort()
        await writing
        expect(['old', 'n'.repeat(200_000)].includes(await ask('read', 'd/f'))).toBe(true)
        expect(await ask('list', 'd')).toBe('f\0')
      }
    })

    if (isVirtual) {
      test('upper and lower case are different names, of files and of skills', async () => {
        const storage = await open()
        const grants = { read: ['d'], write: ['d'] }
        const ask = await askFor(storage, grants)
        for (const file of ['d/File', 'd/file']) await ask('write', file, file)
        expect(await ask('list', 'd')).toBe('File\0file\0')
        expect(await (await askFor(storage, { ...grants, skill: 'Test-Skill' }))('list', 'd')).toBe('not-found')
      })

      test('each place that a path starts at is another, and empty at first', async () => {
        const paths = ['/srv/d', '~/d', 'd']
        const ask = await opened(paths)
        for (const path of paths) {
          expect(await ask('list', path)).toBe('not-found')
          expect(await ask('write', `${path}/f`, path)).toBe('done')
        }
        for (const path of paths) expect(await ask('read', `${path}/f`)).toBe(path)
      })
    }
  })
}

/** Asks as a run of a skill with these grants does, and tells the answer in a form that is easily compared. */
async function askFor(
  storage: FileStorage,
  {
    read,
    write,
    skill = 'test-skill',
  }: { readonly read: readonly string[]; readonly write: readonly string[]; readonly skill?: string },
): Promise<Ask> {
  const manifest = { name: skill, capabilities: { env: [], filesystem: { read, write } } }
  const granted = await openGrantedFiles(manifest, storage)
  if (granted === undefined) throw new Error('a manifest with files grants some')
  const perform = fileService(granted, DEFAULT_RUN_LIMITS)
  return async (operation, path, data = '', signal = new AbortController().signal) => {
    const request = { kind: 'file', hostFunction: operation, operation, path, data: new TextEncoder().encode(data) }
    return told(await perform(request as FileRequest, signal))
  }
}

function told(answer: HostAnswer): string {
  if (answer.kind === 'bytes') return new TextDecoder().decode(answer.body)
  if (answer.kind === 'failed') return answer.failure
  if (answer.kind !== 'stat') return answer.kind
  const { type, size, modifiedMs } = answer.stat
  return `${type} ${size} ${modifiedMs}`
}
