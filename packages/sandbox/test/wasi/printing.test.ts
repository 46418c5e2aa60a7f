import { describe, expect, test } from 'vitest'
import { AT, WasiGuest } from './wasi-guest.ts'

const BADF = 8
const INVAL = 28
const SPIPE = 70

test('lines that are printed in pieces are lines of the log', async () => {
  const guest = await WasiGuest.start()
  for (const piece of ['a', 'b\nc', '\n', '\n', 'd']) expect(await guest.write(1, piece)).toBe(0)
  await guest.write(2, 'an error')
  expect(guest.logs).toEqual([
    { level: 'info', message: 'ab' },
    { level: 'info', message: 'c' },
    { level: 'info', message: '' },
    { level: 'info', message: 'd' },
    { level: 'warn', message: 'an error' },
  ])
  expect(guest.logs).toHaveLength(5)
})

test('a line can not forge another, or what a terminal obeys', async () => {
  const guest = await WasiGuest.start()
  await guest.write(1, '\u001b[31m\r[ERROR] forged\n')
  expect(guest.logs).toEqual([{ level: 'info', message: '\\u{1b}[31m\\u{d}[ERROR] forged' }])
})

test('a line that never ends is cut, and takes no more room than is kept of it', async () => {
  const guest = await WasiGuest.start({ limits: { maxLogLineBytes: 10 } })
  for (let round = 0; round < 1_000; round++) await guest.write(1, 'x'.repeat(100))
  expect(guest.logs).toEqual([{ level: 'info', message: 'xxxxxxxxxx … [cut: 10 of 100000 bytes]' }])
})

test('a line begun when there was room, and ended when the log is full, is left out', async () => {
  const guest = await WasiGuest.start({ limits: { maxLogLines: 1 } })
  await guest.write(1, 'begun')
  await guest.write(2, 'full\n')
  expect(guest.logs.map(({ message }) => message)).toEqual(['full', '1 more log line was left out: the log is full'])
})

test('one call prints at most 64 KiB, and says how much it did', async () => {
  const guest = await WasiGuest.start({ isProgram: true })
  expect(await guest.call('fd_write', 1, ...guest.vectors([0, 200_000]), AT.result)).toBe(0)
  expect(guest.result).toBe(65_536)
  expect(guest.run.printed?.length).toBe(65_536)
})

test('one call takes eight buffers that hold anything, and says how much that was', async () => {
  const guest = await WasiGuest.start()
  guest.put('0123456789')
  const one = [AT.text, 1] as const
  const vectors = guest.vectors([0, 0], ...Array.from({ length: 9 }, () => one))
  expect(await guest.call('fd_write', 1, ...vectors, AT.result)).toBe(0)
  expect(guest.result).toBe(8)
})

test('the input is read to its end, in pieces and into several buffers', async () => {
  const guest = await WasiGuest.start({ input: '"abcdef"' })
  expect(await guest.read(0, 3)).toBe('"ab')
  expect(await guest.call('fd_read', 0, ...guest.vectors([AT.buffer, 2], [AT.buffer + 10, 100]), AT.result)).toBe(0)
  expect([guest.result, guest.text(AT.buffer, 2), guest.text(AT.buffer + 10, 3)]).toEqual([5, 'cd', 'ef"'])
  expect(await guest.read(0)).toBe('')
})

test('input can not be written, output not be read, and neither has a position', async () => {
  const guest = await WasiGuest.start()
  expect(await guest.write(0, 'x')).toBe(BADF)
  expect(await guest.read(1)).toBe(BADF)
  expect(await guest.call('fd_seek', 1, 0n, 0, AT.result)).toBe(SPIPE)
  expect(await guest.call('fd_tell', 0, AT.result)).toBe(SPIPE)
  expect(await guest.call('fd_pread', 0, ...guest.vectors([AT.buffer, 1]), 0n, AT.result)).toBe(SPIPE)
  expect(await guest.call('fd_pwrite', 1, ...guest.vectors([AT.buffer, 1]), 0n, AT.result)).toBe(SPIPE)
})

test('what is closed can not be printed to, and its number is never that of a file', async () => {
  const guest = await WasiGuest.start({ capabilities: { filesystem: { read: ['data'], write: ['data'] } } })
  expect(await guest.call('fd_close', 1)).toBe(0)
  expect(await guest.write(1, 'x')).toBe(BADF)
  expect(await guest.call('fd_close', 1)).toBe(BADF)
  expect(await guest.open('file', { how: 9 })).toBe(4)
})

test('what is printed to is no terminal, and tells that it can only be written', async () => {
  const guest = await WasiGuest.start()
  for (const [fd, rights] of [
    [0, 2n],
    [1, 64n],
    [2, 64n],
  ] as const) {
    expect(await guest.call('fd_fdstat_get', fd, AT.result)).toBe(0)
    expect([guest.bytes[AT.result], guest.view.getBigUint64(AT.result + 8, true)]).toEqual([0, rights])
    expect(await guest.call('fd_filestat_get', fd, AT.result)).toBe(0)
    expect(guest.bytes[AT.result + 16]).toBe(0)
    expect(await guest.call('fd_fdstat_set_flags', fd, 4)).toBe(0)
  }
})

describe('an attacker of the buffers', () => {
  const PAGES = 16 * 65_536
  test.each<[string, readonly [number, number], readonly (readonly [number, number])[]]>([
    ['an array beyond the memory', [PAGES - 4, 1], []],
    ['an array that ends beyond 4 GiB', [-8, 2], []],
    ['a buffer beyond the memory', [AT.vectors, 1], [[PAGES - 1, 2]]],
    ['a buffer that ends beyond 4 GiB', [AT.vectors, 1], [[-1, -1]]],
    [
      'a good buffer before one beyond the memory',
      [AT.vectors, 2],
      [
        [0, 1],
        [PAGES, 1],
      ],
    ],
  ])('is trapped for %s', async (_, [pointer, count], buffers) => {
    const guest = await WasiGuest.start()
    guest.vectors(...buffers)
    for (const name of ['fd_write', 'fd_read'] as const) {
      expect(await guest.call(name, name === 'fd_read' ? 0 : 1, pointer, count, AT.result)).toMatchObject({
        outcome: 'trapped',
      })
    }
    expect(guest.logs).toEqual([])
  })

  test('is told EINVAL for more buffers than there can be, without a look at them', async () => {
    const guest = await WasiGuest.start()
    for (const count of [1_025, 2 ** 29, -1]) {
      expect(await guest.call('fd_write', 1, 0, count, AT.result)).toBe(INVAL)
      expect(await guest.call('fd_read', 0, 0, count, AT.result)).toBe(INVAL)
    }
  })

  test('is trapped for a number that can not be told, before anything is printed', async () => {
    const guest = await WasiGuest.start()
    expect(await guest.call('fd_write', 1, ...guest.vectors(guest.put('x')), PAGES - 3)).toMatchObject({
      outcome: 'trapped',
    })
    expect(guest.logs).toEqual([])
  })

  test.each([-1, 3, 4, 1_000_000, 2 ** 31 - 1])('has no descriptor %i', async (fd) => {
    const guest = await WasiGuest.start()
    const vectors = guest.vectors([AT.buffer, 1])
    for (const ending of [
      await guest.write(fd, 'x'),
      await guest.read(fd),
      await guest.call('fd_pread', fd, ...vectors, 0n, AT.result),
      await guest.call('fd_pwrite', fd, ...vectors, 0n, AT.result),
      await guest.call('fd_seek', fd, 0n, 0, AT.result),
      await guest.call('fd_tell', fd, AT.result),
      await guest.call('fd_close', fd),
      await guest.call('fd_sync', fd),
      await guest.call('fd_datasync', fd),
      await guest.call('fd_fdstat_get', fd, AT.result),
      await guest.call('fd_fdstat_set_flags', fd, 0),
      await guest.call('fd_filestat_get', fd, AT.result),
      await guest.call('fd_filestat_set_size', fd, 0n),
      await guest.call('fd_prestat_get', fd, AT.result),
      await guest.call('fd_prestat_dir_name', fd, AT.buffer, 8),
      await guest.call('fd_readdir', fd, AT.buffer, 64, 0n, AT.result),
    ]) {
      expect(ending).toBe(BADF)
    }
  })
})
