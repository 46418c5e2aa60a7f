import { describe, expect, test } from 'vitest'
import { AT, DATA, HOW, READ, WasiGuest, type WasiGuestOptions, WRITE } from './wasi-guest.ts'

const [ACCES, BADF, EXIST, FBIG, INVAL, ISDIR, NOENT, NOSPC, NOTDIR, NOTEMPTY] = [2, 8, 20, 22, 28, 31, 44, 51, 54, 55]
const MAKE = { how: HOW.create | HOW.truncate } as const

/** A guest with files: what is in each, by its path. */
async function guestWith(
  files: Readonly<Record<string, string>>,
  options: WasiGuestOptions = DATA,
): Promise<WasiGuest> {
  const guest = await WasiGuest.start(options)
  for (const [path, text] of Object.entries(files)) {
    const fd = await guest.open(path, MAKE)
    if (typeof fd !== 'number') throw new Error(`${path}: ${fd}`)
    await guest.write(fd, text)
    await guest.call('fd_close', fd)
  }
  guest.requests.length = 0
  return guest
}

async function opened(guest: WasiGuest, ...asked: Parameters<WasiGuest['open']>): Promise<number> {
  const fd = await guest.open(...asked)
  if (typeof fd === 'number') return fd
  throw new Error(fd)
}

/** What a file holds, as the host has it. */
async function saved(guest: WasiGuest, path: string): Promise<string> {
  const fd = await opened(guest, path, { rights: READ })
  const text = await guest.read(fd)
  await guest.call('fd_close', fd)
  return String(text)
}

describe('what is granted', () => {
  test('is there from the start, as the manifest writes it, each path once', async () => {
    const filesystem = { read: ['/srv/data', 'cache'], write: ['cache', '~/ä'] }
    const guest = await WasiGuest.start({ capabilities: { filesystem } })
    for (const [index, name] of ['/srv/data', 'cache', '~/ä'].entries()) {
      expect(await guest.call('fd_prestat_get', 3 + index, AT.result)).toBe(0)
      const length = guest.view.getUint32(AT.result + 4, true)
      expect([guest.bytes[AT.result], length]).toEqual([0, new TextEncoder().encode(name).length])
      expect(await guest.call('fd_prestat_dir_name', 3 + index, AT.buffer, length)).toBe(0)
      expect(guest.text(AT.buffer, length)).toBe(name)
      expect(await guest.call('fd_prestat_dir_name', 3 + index, AT.buffer, length - 1)).toBe(37)
      expect(await guest.call('fd_fdstat_get', 3 + index, AT.result)).toBe(0)
      expect(guest.bytes[AT.result]).toBe(3)
    }
    expect(await guest.call('fd_prestat_get', 6, AT.result)).toBe(BADF)
  })

  test('can be a file, which is the folder’s own name', async () => {
    const guest = await WasiGuest.start({ capabilities: { filesystem: { read: ['one/file'], write: ['one/file'] } } })
    const fd = await opened(guest, '.', MAKE)
    await guest.write(fd, 'text')
    await guest.call('fd_close', fd)
    expect(guest.requests.map(({ path }) => path)).toEqual(['one/file', 'one/file'])
    expect(await saved(guest, '.')).toBe('text')
  })

  test('is nothing without a grant: ENOTCAPABLE, and the host is not asked', async () => {
    const guest = await WasiGuest.start()
    for (const fd of [0, 3, -1]) {
      const path = guest.put('etc/passwd')
      expect(await guest.open('etc/passwd', { fd })).toBe('errno 76')
      expect(await guest.call('path_filestat_get', fd, 0, ...path, AT.result)).toBe(76)
      expect(await guest.call('path_create_directory', fd, ...path)).toBe(76)
      expect(await guest.call('path_unlink_file', fd, ...path)).toBe(76)
      expect(await guest.call('path_remove_directory', fd, ...path)).toBe(76)
    }
    expect(guest.requests).toEqual([])
    expect(guest.run.denials.list).toContainEqual({
      ...{ capability: 'filesystem', hostFunction: 'path_open', count: 3 },
      asked: ['etc/passwd', 'etc/passwd', 'etc/passwd'],
    })
  })

  test('ends the run as denied where it does not permit what is asked for', async () => {
    const readOnly = { capabilities: { filesystem: { read: ['data'], write: [] } } }
    expect(await (await WasiGuest.start(readOnly)).open('x', MAKE)).toBe('denied')
    const writeOnly = { capabilities: { filesystem: { read: [], write: ['data'] } } }
    const guest = await guestWith({ x: 'secret' }, writeOnly)
    expect(await guest.open('x', { rights: READ })).toBe('denied')
    expect(await guest.open('x', { how: HOW.create, rights: WRITE })).toBe('denied')
    expect(await guest.call('fd_readdir', 3, AT.buffer, 100, 0n, AT.result)).toMatchObject({ outcome: 'denied' })
    expect(await guest.call('path_filestat_get', 3, 0, ...guest.put('x'), AT.result)).toMatchObject({
      outcome: 'denied',
    })
    expect(await guest.call('path_unlink_file', 3, ...guest.put('x'))).toBe(0)
  })
})

test('what was asked for and not granted is told in one line that can be seen', async () => {
  const guest = await WasiGuest.start(DATA)
  await guest.open(`../a\n\u001b[2J${'x'.repeat(3_000)}`)
  const [asked = ''] = guest.run.denials.list?.[0]?.asked ?? []
  expect(asked).toMatch(/^\.\.\/a\\u\{a\}\\u\{1b\}\[2Jx+$/)
  expect(asked.length).toBeLessThan(1_100)
})

describe('a path', () => {
  test.each([
    ['../secret', 76],
    ['..', 76],
    ['a/../../secret', 76],
    ['./../data/x', 76],
    ['/etc/passwd', 76],
    ['', NOENT],
    ['a\0b', INVAL],
    ['a\\..\\..\\b', 'denied'],
    ['C:\\x', INVAL],
    ['nul', INVAL],
    ['x'.repeat(3_073), 37],
    ['x'.repeat(1_025), INVAL],
  ])('such as %j is refused', async (path, expected) => {
    const guest = await guestWith({ x: 'kept' })
    expect(await guest.open(path)).toBe(typeof expected === 'number' ? `errno ${expected}` : expected)
    if (expected === 76) expect(guest.requests).toEqual([])
  })

  test.each(['x', './x', 'a/../x', 'a/b/../.././/x', './/./x'])('such as %j leads to x', async (path) => {
    expect(await saved(await guestWith({ x: 'text' }), path)).toBe('text')
  })

  test('that is no UTF-8 is EILSEQ', async () => {
    const guest = await WasiGuest.start(DATA)
    guest.bytes.set([0x61, 0xff], AT.text)
    expect(await guest.call('path_open', 3, 0, AT.text, 2, 0, READ, 0n, 0, AT.result)).toBe(25)
  })

  test('beyond the memory is trapped, also a long one', async () => {
    const guest = await WasiGuest.start(DATA)
    for (const [pointer, length] of [
      [16 * 65_536 - 1, 2],
      [0, -1],
      [-1, 1],
    ] as const) {
      const endings = [
        await guest.call('path_open', 3, 0, pointer, length, 0, READ, 0n, 0, AT.result),
        await guest.call('path_filestat_get', 3, 0, pointer, length, AT.result),
        await guest.call('path_create_directory', 3, pointer, length),
        await guest.call('path_unlink_file', 3, pointer, length),
        await guest.call('path_remove_directory', 3, pointer, length),
      ]
      for (const ending of endings) expect(ending).toMatchObject({ outcome: 'trapped' })
    }
  })

  test('below a folder that was opened can not leave that either', async () => {
    const guest = await guestWith({ x: 'kept' })
    await guest.call('path_create_directory', 3, ...guest.put('in'))
    const fd = await opened(guest, 'in', { how: HOW.folder })
    expect(await guest.open('../x', { fd })).toBe('errno 76')
    expect(await guest.open('x', { fd })).toBe(`errno ${NOENT}`)
  })

  test('below what is no folder is ENOTDIR', async () => {
    const guest = await guestWith({ x: 'text' })
    const fd = await opened(guest, 'x')
    for (const below of [0, 1, fd]) expect(await guest.open('y', { fd: below })).toBe(`errno ${NOTDIR}`)
    expect(await guest.open('y', { fd: 99 })).toBe(`errno ${BADF}`)
  })
})

describe('opening', () => {
  test.each<[string, Parameters<WasiGuest['open']>, string | undefined]>([
    ['nothing', ['none'], `errno ${NOENT}`],
    ['nothing, to be made', ['none', { how: HOW.create }], undefined],
    ['a file, to be made', ['x', { how: HOW.create }], undefined],
    ['a file, to be made new', ['x', { how: HOW.create | HOW.exclusive }], `errno ${EXIST}`],
    ['a folder, to be made new', ['in', { how: HOW.create | HOW.exclusive }], `errno ${EXIST}`],
    ['nothing, to be made new', ['none', { how: HOW.create | HOW.exclusive | HOW.truncate }], undefined],
    ['nothing, to be cut', ['none', { how: HOW.truncate }], `errno ${NOENT}`],
    ['a file as a folder', ['x', { how: HOW.folder }], `errno ${NOTDIR}`],
    ['a file with a slash', ['x/'], `errno ${NOTDIR}`],
    ['a folder with a slash', ['in/'], undefined],
    ['a folder to be written', ['in', { rights: WRITE }], `errno ${ISDIR}`],
    ['a folder to be cut', ['in', MAKE], `errno ${ISDIR}`],
    ['a folder to be read', ['in', { rights: READ }], undefined],
    ['something in a file', ['x/y', MAKE], `errno ${NOTDIR}`],
    ['something in no folder', ['none/y', MAKE], `errno ${NOENT}`],
  ])('%s', async (_, asked, expected) => {
    const guest = await guestWith({ x: 'text' })
    await guest.call('path_create_directory', 3, ...guest.put('in'))
    const given = await guest.open(...asked)
    expect(typeof given === 'number' ? undefined : given).toBe(expected)
  })

  test('cuts and makes at once, before anything is closed', async () => {
    const guest = await guestWith({ x: 'text' })
    await opened(guest, 'x', { how: HOW.truncate })
    await opened(guest, 'new', { how: HOW.create })
    const writes = guest.requests.filter(({ operation }) => operation === 'write')
    expect(writes).toMatchObject([{ path: 'data/x' }, { path: 'data/new' }])
  })

  test('more than 128 at once is EMFILE, also again and again, and closing makes room', async () => {
    const guest = await guestWith({ x: 'text' })
    for (let count = 0; count < 128; count++) expect(await guest.open('x')).toBe(4 + count)
    guest.requests.length = 0
    for (let count = 0; count < 10; count++) expect(await guest.open('x')).toBe('errno 33')
    expect(guest.requests).toEqual([])
    await guest.call('fd_close', 77)
    expect(await guest.open('x')).toBe(77)
  })

  test('a file above what may be read is EFBIG', async () => {
    const guest = await guestWith({ x: 'long' }, { ...DATA, limits: { maxFileReadBytes: 3 } })
    expect(await guest.open('x')).toBe(`errno ${FBIG}`)
  })

  test('with a place for the descriptor that is none is trapped, and nothing is made', async () => {
    const guest = await WasiGuest.start(DATA)
    const ending = await guest.call('path_open', 3, 0, ...guest.put('x'), HOW.create, WRITE, 0n, 0, -3)
    expect(ending).toMatchObject({ outcome: 'trapped' })
    expect(guest.requests).toEqual([])
  })
})

describe('an open file', () => {
  test('is read and written where it was left, and where it is told', async () => {
    const guest = await guestWith({ x: '0123456789' })
    const fd = await opened(guest, 'x')
    expect(await guest.read(fd, 3)).toBe('012')
    await guest.write(fd, 'abc')
    expect(await guest.read(fd)).toBe('6789')
    expect(await guest.call('fd_tell', fd, AT.result)).toBe(0)
    expect(guest.longResult).toBe(10n)
    for (const [offset, whence, position] of [
      [2n, 0, 2n],
      [3n, 1, 5n],
      [-1n, 2, 9n],
      [5n, 2, 15n],
    ] as const) {
      expect(await guest.call('fd_seek', fd, offset, whence, AT.result)).toBe(0)
      expect(guest.longResult).toBe(position)
    }
    await guest.write(fd, '!')
    expect(await guest.call('fd_pread', fd, ...guest.vectors([AT.buffer, 99]), 4n, AT.result)).toBe(0)
    expect(guest.text(AT.buffer, guest.result)).toBe('bc6789\0\0\0\0\0!')
    expect(await guest.call('fd_pwrite', fd, ...guest.vectors(guest.put('XY')), 0n, AT.result)).toBe(0)
    expect(await guest.call('fd_close', fd)).toBe(0)
    expect(await saved(guest, 'x')).toBe('XY2abc6789\0\0\0\0\0!')
  })

  test.each([
    [-1n, 0],
    [-5n, 1],
    [-11n, 2],
    [0n, 3],
    [0n, -1],
    [2n ** 63n, 0],
    [2n ** 63n - 1n, 1],
  ])('can not be moved by %i of %i', async (offset, whence) => {
    const guest = await guestWith({ x: '0123456789' })
    expect(await guest.call('fd_seek', await opened(guest, 'x'), offset, whence, AT.result)).toBe(INVAL)
  })

  test('is written at its end where it was opened for that, or was told so', async () => {
    const guest = await guestWith({ x: 'text' })
    const fd = await opened(guest, 'x', { flags: 1 })
    await guest.call('fd_fdstat_get', fd, AT.result)
    expect(guest.bytes.slice(AT.result, AT.result + 4)).toEqual(Uint8Array.of(4, 0, 1, 0))
    await guest.write(fd, '+')
    await guest.call('fd_fdstat_set_flags', fd, 0)
    await guest.call('fd_seek', fd, 0n, 0, AT.result)
    await guest.write(fd, 'T')
    await guest.call('fd_fdstat_set_flags', fd, 1)
    await guest.write(fd, '!')
    await guest.call('fd_close', fd)
    expect(await saved(guest, 'x')).toBe('Text+!')
  })

  test('is saved by one request when it is closed or synced, and only when it was written', async () => {
    const guest = await guestWith({ x: 'text' })
    const fd = await opened(guest, 'x')
    for (let count = 0; count < 5; count++) await guest.write(fd, `${count}`)
    for (const name of ['fd_sync', 'fd_datasync', 'fd_close'] as const) expect(await guest.call(name, fd)).toBe(0)
    expect(guest.requests.map(({ operation, hostFunction }) => `${operation} ${hostFunction}`)).toEqual([
      'read path_open',
      'write fd_sync',
    ])
    expect(await guest.call('fd_sync', 1)).toBe(INVAL)
  })

  test('is the same for two descriptors, and shows what the other wrote', async () => {
    const guest = await guestWith({ x: 'text' })
    const [one, other] = [await opened(guest, 'x'), await opened(guest, './x')]
    await guest.write(one, 'T')
    expect(await guest.read(other)).toBe('Text')
    expect(await guest.call('path_filestat_get', 3, 0, ...guest.put('x'), AT.buffer)).toBe(0)
    await guest.call('fd_seek', one, 0n, 2, AT.result)
    await guest.write(one, '!!!!')
    await guest.call('path_filestat_get', 3, 0, ...guest.put('x'), AT.buffer)
    expect(guest.view.getBigUint64(AT.buffer + 32, true)).toBe(8n)
    await guest.call('fd_close', one)
    await guest.write(other, '?')
    await guest.call('fd_close', other)
    expect(await saved(guest, 'x')).toBe('Text?!!!')
  })

  test('that is opened anew to be cut is cut for all', async () => {
    const guest = await guestWith({ x: 'text' })
    const one = await opened(guest, 'x')
    await guest.write(one, 'lost')
    await opened(guest, 'x', MAKE)
    await guest.call('fd_seek', one, 0n, 0, AT.result)
    expect(await guest.read(one)).toBe('')
  })

  test('is read and written only as it was opened', async () => {
    const guest = await guestWith({ x: 'text' })
    const reader = await opened(guest, 'x', { rights: READ })
    const writer = await opened(guest, 'x', { rights: WRITE })
    const vectors = guest.vectors(guest.put('x'))
    expect(await guest.write(reader, 'x')).toBe(BADF)
    expect(await guest.call('fd_pwrite', reader, ...vectors, 0n, AT.result)).toBe(BADF)
    expect(await guest.call('fd_filestat_set_size', reader, 0n)).toBe(INVAL)
    expect(await guest.read(writer)).toBe(BADF)
    expect(await guest.call('fd_pread', writer, ...vectors, 0n, AT.result)).toBe(BADF)
  })

  test('is cut, and made longer with zeros, also where there was something before', async () => {
    const guest = await guestWith({ x: 'text' })
    const fd = await opened(guest, 'x')
    for (const size of [1n, 3n]) expect(await guest.call('fd_filestat_set_size', fd, size)).toBe(0)
    expect(await guest.read(fd)).toBe('t\0\0')
    expect(await guest.call('fd_filestat_get', fd, AT.buffer)).toBe(0)
    expect([guest.bytes[AT.buffer + 16], guest.view.getBigUint64(AT.buffer + 32, true)]).toEqual([4, 3n])
  })

  test('that was removed stays as it is, and does not come back', async () => {
    const guest = await guestWith({ x: 'text' })
    const fd = await opened(guest, 'x')
    await guest.write(fd, 'T')
    expect(await guest.call('path_unlink_file', 3, ...guest.put('x'))).toBe(0)
    await guest.write(fd, 'E')
    await guest.call('fd_seek', fd, 0n, 0, AT.result)
    expect(await guest.read(fd)).toBe('TExt')
    await guest.call('fd_close', fd)
    expect(await guest.open('x')).toBe(`errno ${NOENT}`)
  })

  test.each([2n ** 22n, 2n ** 40n, 2n ** 63n, 2n ** 64n - 1n])(
    'can not be written at %i, or become so long',
    async (offset) => {
      const guest = await guestWith({ x: 'text' })
      const fd = await opened(guest, 'x')
      expect(await guest.call('fd_pwrite', fd, ...guest.vectors(guest.put('x')), offset, AT.result)).toBe(FBIG)
      expect(await guest.call('fd_filestat_set_size', fd, offset + 1n)).toBe(offset === 2n ** 64n - 1n ? 0 : FBIG)
    },
  )

  test('holds, with all others, no more than a run may move', async () => {
    const guest = await guestWith({ x: '', y: '' }, { ...DATA, limits: { maxFileBytes: 100 } })
    const [x, y] = [await opened(guest, 'x'), await opened(guest, 'y')]
    expect(await guest.write(x, 'x'.repeat(60))).toBe(0)
    expect(await guest.write(y, 'y'.repeat(41))).toBe(NOSPC)
    expect(await guest.write(y, 'y'.repeat(40))).toBe(0)
    expect(await guest.call('fd_filestat_set_size', x, 61n)).toBe(NOSPC)
    // What was removed is held still.
    await guest.call('path_unlink_file', 3, ...guest.put('x'))
    expect(await guest.call('fd_filestat_set_size', y, 41n)).toBe(NOSPC)
    await guest.call('fd_close', x)
    expect(await guest.call('fd_filestat_set_size', y, 100n)).toBe(0)
  })

  test('that can not be saved says so when it is closed, and is closed', async () => {
    const guest = await guestWith({ x: '' }, { ...DATA, limits: { maxFileBytes: 10 } })
    const fd = await opened(guest, 'x')
    await guest.write(fd, '123456')
    expect(await guest.call('fd_sync', fd)).toBe(0)
    await guest.write(fd, '7')
    expect(await guest.call('fd_sync', fd)).toBe(FBIG)
    expect(await guest.call('fd_close', fd)).toBe(FBIG)
    expect(await guest.call('fd_close', fd)).toBe(BADF)
  })

  test('is saved with all others when the program exits, whatever its code', async () => {
    const guest = await guestWith({ x: '', y: '' })
    for (const name of ['x', 'y']) await guest.write(await opened(guest, name), name)
    expect(await guest.call('proc_exit', 7)).toMatchObject({ outcome: 'trapped' })
    const writes = guest.requests.filter(({ operation }) => operation === 'write')
    expect(writes.map(({ path, hostFunction }) => `${path} ${hostFunction}`)).toEqual([
      'data/x proc_exit',
      'data/y proc_exit',
    ])
  })

  test('is no folder', async () => {
    const guest = await guestWith({ x: 'text' })
    const fd = await opened(guest, 'x')
    expect(await guest.call('fd_readdir', fd, AT.buffer, 100, 0n, AT.result)).toBe(NOTDIR)
    expect(await guest.call('fd_prestat_get', fd, AT.result)).toBe(BADF)
  })
})

describe('a folder', () => {
  const names = ['a', 'b', 'long-name', 'ä']

  /** The names, types and cookies in what was read of a folder; what is cut off is left out. */
  function entries(guest: WasiGuest, used: number): { name: string; type: number; next: bigint }[] {
    const found = []
    for (let at: number = AT.buffer; at + 24 <= AT.buffer + used; ) {
      const length = guest.view.getUint32(at + 16, true)
      if (at + 24 + length > AT.buffer + used) break
      found.push({
        name: guest.text(at + 24, length),
        type: guest.bytes[at + 20] ?? 0,
        next: guest.view.getBigUint64(at, true),
      })
      at += 24 + length
    }
    return found
  }

  test('is listed with types, from any cookie on, and asked for anew from the first', async () => {
    const guest = await guestWith(Object.fromEntries(names.map((name) => [name, ''])))
    await guest.call('path_create_directory', 3, ...guest.put('in'))
    guest.requests.length = 0
    expect(await guest.call('fd_readdir', 3, AT.buffer, 4_096, 0n, AT.result)).toBe(0)
    expect(entries(guest, guest.result)).toEqual([
      { name: 'a', type: 4, next: 1n },
      { name: 'b', type: 4, next: 2n },
      { name: 'in', type: 3, next: 3n },
      { name: 'long-name', type: 4, next: 4n },
      { name: 'ä', type: 4, next: 5n },
    ])
    expect(await guest.call('fd_readdir', 3, AT.buffer, 4_096, 3n, AT.result)).toBe(0)
    expect(entries(guest, guest.result).map(({ name }) => name)).toEqual(['long-name', 'ä'])
    expect(guest.requests).toHaveLength(1)
    await guest.call('fd_readdir', 3, AT.buffer, 4_096, 0n, AT.result)
    expect(guest.requests).toHaveLength(2)
  })

  test.each([5n, 6n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n])('has nothing from the cookie %i on', async (cookie) => {
    const guest = await guestWith(Object.fromEntries(names.map((name) => [name, ''])))
    expect(await guest.call('fd_readdir', 3, AT.buffer, 4_096, BigInt.asIntN(64, cookie), AT.result)).toBe(0)
    expect(guest.result).toBe(0)
  })

  test('fills a buffer to its end where there is more, and no byte beyond', async () => {
    const guest = await guestWith(Object.fromEntries(names.map((name) => [name, ''])))
    for (const length of [0, 1, 23, 24, 26, 60]) {
      guest.bytes.fill(255, AT.buffer, AT.buffer + 200)
      expect(await guest.call('fd_readdir', 3, AT.buffer, length, 0n, AT.result)).toBe(0)
      expect(guest.result).toBe(length)
      expect(guest.bytes[AT.buffer + length]).toBe(255)
    }
  })

  test('gives its files numbers that are those of the files', async () => {
    const guest = await guestWith({ a: '', b: '' })
    await guest.call('fd_readdir', 3, AT.buffer, 4_096, 0n, AT.result)
    const listed = guest.view.getBigUint64(AT.buffer + 8, true)
    await guest.call('path_filestat_get', 3, 0, ...guest.put('a'), AT.buffer)
    expect(guest.view.getBigUint64(AT.buffer + 8, true)).toBe(listed)
    await guest.call('fd_filestat_get', await opened(guest, 'a'), AT.buffer)
    expect(guest.view.getBigUint64(AT.buffer + 8, true)).toBe(listed)
    await guest.call('path_filestat_get', 3, 0, ...guest.put('b'), AT.buffer)
    expect(guest.view.getBigUint64(AT.buffer + 8, true)).not.toBe(listed)
  })

  test('tells type, size and time of what is in it', async () => {
    const before = BigInt(Date.now())
    const guest = await guestWith({ a: 'text' })
    expect(await guest.call('path_filestat_get', 3, 0, ...guest.put('a'), AT.buffer)).toBe(0)
    expect([guest.bytes[AT.buffer + 16], guest.view.getBigUint64(AT.buffer + 32, true)]).toEqual([4, 4n])
    for (const offset of [40, 48, 56]) {
      expect(guest.view.getBigUint64(AT.buffer + offset, true) / 1_000_000n).toBeGreaterThanOrEqual(before)
    }
    expect(await guest.call('path_filestat_get', 3, 0, ...guest.put('.'), AT.buffer)).toBe(0)
    expect(guest.bytes[AT.buffer + 16]).toBe(3)
    expect(await guest.call('path_filestat_get', 3, 0, ...guest.put('a/'), AT.buffer)).toBe(NOTDIR)
    expect(await guest.call('path_filestat_get', 3, 0, ...guest.put('none'), AT.buffer)).toBe(NOENT)
  })

  test('is removed when it is empty, and not as a file, nor a file as one', async () => {
    const guest = await guestWith({ x: '' })
    const folder = guest.put('in')
    expect(await guest.call('path_create_directory', 3, ...folder)).toBe(0)
    expect(await guest.call('path_create_directory', 3, ...folder)).toBe(EXIST)
    const fd = await opened(guest, 'in/y', MAKE)
    expect(await guest.call('path_remove_directory', 3, ...guest.put('in'))).toBe(NOTEMPTY)
    await guest.call('fd_close', fd)
    await guest.call('path_unlink_file', 3, ...guest.put('in/y'))
    expect(await guest.call('path_unlink_file', 3, ...guest.put('in'))).toBe(ISDIR)
    expect(await guest.call('path_remove_directory', 3, ...guest.put('in/'))).toBe(0)
    expect(await guest.call('path_remove_directory', 3, ...guest.put('x'))).toBe(NOTDIR)
    expect(await guest.call('path_unlink_file', 3, ...guest.put('none'))).toBe(NOENT)
  })

  test('can not be read, written, cut or moved in', async () => {
    const guest = await WasiGuest.start(DATA)
    const vectors = guest.vectors([AT.buffer, 1])
    expect(await guest.read(3)).toBe(ISDIR)
    expect(await guest.write(3, 'x')).toBe(BADF)
    expect(await guest.call('fd_pread', 3, ...vectors, 0n, AT.result)).toBe(ISDIR)
    expect(await guest.call('fd_pwrite', 3, ...vectors, 0n, AT.result)).toBe(BADF)
    expect(await guest.call('fd_seek', 3, 0n, 0, AT.result)).toBe(BADF)
    expect(await guest.call('fd_filestat_set_size', 3, 0n)).toBe(INVAL)
    expect(await guest.call('fd_sync', 3)).toBe(INVAL)
  })

  test('that is granted can be closed, and its number is not used again', async () => {
    const guest = await WasiGuest.start(DATA)
    expect(await guest.call('fd_close', 3)).toBe(0)
    expect(await guest.open('x', MAKE)).toBe(`errno ${BADF}`)
    expect(await guest.call('fd_renumber', 0, 3)).toBe(52)
    expect(await guest.call('fd_prestat_get', 3, AT.result)).toBe(BADF)
  })
})

test('what the system refuses to the host is EACCES', async () => {
  const { errnoOf } = await import('../../src/host/wasi/errno.ts')
  expect(errnoOf('permission-refused')).toBe(ACCES)
  expect(errnoOf('input-output')).toBe(29)
  expect(errnoOf('protocol-error')).toBe(29)
})
