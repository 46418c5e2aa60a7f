import { expect, test } from 'vitest'
import type { FileOptions } from '../../src/host-options.ts'
import { FileFault } from '../../src/platform/file-storage.ts'
import { memoryStorage } from '../../src/platform/files.memory.ts'
import { diskStorage } from '../../src/platform/files.node.ts'
import { opfsStorage } from '../../src/platform/files.opfs.browser.ts'
import { opfsFault } from '../../src/platform/opfs-fault.browser.ts'
import { nameOfOpfs, opfsName } from '../../src/platform/opfs-name.ts'
import { nodePlatform } from '../../src/platform/platform.node.ts'
import { parsePath } from '../../src/policy/path.ts'
import { testFolder } from './disk.ts'
import { testStorage } from './storage-suite.ts'

testStorage({ name: 'on a disk', isVirtual: false, open: async () => diskStorage({ dataFolder: await testFolder() }) })
testStorage({ name: 'in memory', isVirtual: true, open: async () => memoryStorage() })

const signal = new AbortController().signal
const grant = pathOf('d')

function pathOf(text: string): Exclude<ReturnType<typeof parsePath>, string> {
  const path = parsePath(text)
  if (typeof path === 'string') throw new Error(`${text} is ${path}`)
  return path
}

test('memory is full at its limit, and has room again for what was removed or replaced', async () => {
  const storage = memoryStorage({ maxMemoryBytes: 10_000 })
  const files = await storage.open('a', { read: [grant], write: [grant] })
  const write = (name: string, size: number): Promise<unknown> =>
    files.write(pathOf(`d/${name}`), { data: new Uint8Array(size), signal }).then(
      () => 'done',
      (fault: unknown) => (fault instanceof FileFault ? fault.failure : fault),
    )
  // The two folders and the file take 1,024 each.
  expect(await write('f', 10_000 - 3 * 1_024 + 1)).toBe('no-space')
  expect(await write('f', 10_000 - 3 * 1_024)).toBe('done')
  expect(await write('g', 0)).toBe('no-space')
  await expect(files.makeDirectory(pathOf('d/h'), { signal })).rejects.toMatchObject({ failure: 'no-space' })
  expect(await write('f', 10_000)).toBe('no-space')
  expect(await files.read(pathOf('d/f'), { maxBytes: 10_000, signal })).toHaveLength(10_000 - 3 * 1_024)
  expect(await write('f', 0)).toBe('done')
  for (let round = 0; round < 100; round++) {
    expect(await write('g', 4_000)).toBe('done')
    await files.remove(pathOf('d/g'), { signal })
  }
})

test('what fills the memory of one skill leaves that of another', async () => {
  const storage = memoryStorage({ maxMemoryBytes: 10_000 })
  for (const skill of ['a', 'b']) {
    const files = await storage.open(skill, { read: [grant], write: [grant] })
    await files.write(pathOf('d/f'), { data: new Uint8Array(6_000), signal })
  }
})

test('bytes that are written or read are copies', async () => {
  const files = await memoryStorage().open('a', { read: [grant], write: [grant] })
  const data = Uint8Array.of(1)
  await files.write(pathOf('d/f'), { data, signal })
  data[0] = 2
  const read = await files.read(pathOf('d/f'), { maxBytes: 10, signal })
  read[0] = 3
  expect(await files.read(pathOf('d/f'), { maxBytes: 10, signal })).toEqual(Uint8Array.of(1))
})

test.each(['a', 'Żółw.txt', '_', '__', '_41', '%41', 'a/b', '..', '\u{1F422}', 'CON'])(
  'a browser keeps %j by a name that every system takes, and gives it back',
  (name) => {
    const kept = opfsName(name)
    expect(kept).toMatch(/^[a-z0-9_-]+$/)
    expect(nameOfOpfs(kept)).toBe(name)
  },
)

test.each([
  ['QuotaExceededError', 'no-space'],
  ['NotFoundError', 'not-found'],
  ['NotAllowedError', 'permission-refused'],
  ['UnknownError', 'input-output'],
])("a browser's %s is %s", (name, failure) => {
  expect(opfsFault(new DOMException('', name), ['a']).failure).toBe(failure)
})

test('what WebKit calls unknown is a name that is too long for it, when there is one', () => {
  const thrown = new DOMException('', 'UnknownError')
  expect(opfsFault(thrown, ['a', 'x'.repeat(256)]).failure).toBe('invalid-argument')
  expect(opfsFault(thrown, ['a', 'x'.repeat(255)]).failure).toBe('input-output')
})

test('where there is no storage of a browser, that is an error of the option', async () => {
  await expect(opfsStorage()).rejects.toMatchObject({ code: 'ERR_OPTION', hint: expect.stringContaining("'memory'") })
})

test.each<[FileOptions, string]>([
  [{ storage: 'opfs' }, '\'files.storage\' is "opfs"'],
  [{ storage: 'memory', dataFolder: '/tmp' }, "no option 'files.dataFolder'"],
  [{ storage: 'memory', home: '/tmp' }, "no option 'files.home'"],
  [{ maxMemoryBytes: 1 }, "no option 'files.maxMemoryBytes'"],
])('in Node.js, %j is refused', async (options, problem) => {
  const refused = nodePlatform().fileStorage(options)
  await expect(refused).rejects.toMatchObject({ code: 'ERR_OPTION', message: expect.stringContaining(problem) })
})
