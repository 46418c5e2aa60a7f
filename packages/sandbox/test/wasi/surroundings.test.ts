import { expect, test } from 'vitest'
import { AT, WasiGuest } from './wasi-guest.ts'

const INVAL = 28
const PAGES = 16 * 65_536

test('there are no arguments', async () => {
  const guest = await WasiGuest.start()
  guest.bytes.fill(255, AT.result, AT.result + 8)
  expect(await guest.call('args_sizes_get', AT.result, AT.result + 4)).toBe(0)
  expect(guest.longResult).toBe(0n)
  expect(await guest.call('args_get', 0, 0)).toBe(0)
})

test('the environment is what is granted and set, each with its name, in the order of the manifest', async () => {
  const env = ['B', 'A', 'UNSET', 'ODD', 'ROUND']
  const guest = await WasiGuest.start({
    capabilities: { env },
    env: { A: 'ä', B: '1', C: 'no', ODD: 'x\0Y=z', ROUND: '' },
  })
  expect(await guest.call('environ_sizes_get', AT.result, AT.result + 4)).toBe(0)
  const length = 'B=1\0A=ä\0ROUND=\0'.length + 1
  expect([guest.result, guest.view.getUint32(AT.result + 4, true)]).toEqual([3, length])
  expect(await guest.call('environ_get', AT.vectors, AT.text)).toBe(0)
  expect(guest.text(AT.text, length)).toBe('B=1\0A=ä\0ROUND=\0')
  const pointers = [0, 4, 8].map((offset) => guest.view.getUint32(AT.vectors + offset, true))
  expect(pointers).toEqual([AT.text, AT.text + 4, AT.text + 9])
})

test('the environment is written as a whole or not at all', async () => {
  const guest = await WasiGuest.start({ capabilities: { env: ['A'] }, env: { A: 'value' } })
  expect(await guest.call('environ_get', AT.vectors, PAGES - 7)).toMatchObject({ outcome: 'trapped' })
  expect(guest.view.getUint32(AT.vectors, true)).toBe(0)
  expect(await guest.call('environ_get', PAGES - 3, AT.text)).toMatchObject({ outcome: 'trapped' })
  expect(guest.text(AT.text, 1)).toBe('\0')
})

test.each([
  [undefined, 0n],
  ['1970-01-01T00:00:01Z', 1_000_000_000n],
  ['2024-02-29T13:00:00.25+01:00', 1_709_208_000_250_000_000n],
  ['1969-12-31T23:59:59Z', 0n],
  ['no time', 0n],
])('the clock of the grant %o stands still', async (clock, expected) => {
  const guest = await WasiGuest.start(clock === undefined ? {} : { capabilities: { clock } })
  for (let round = 0; round < 2; round++) {
    expect(await guest.call('clock_time_get', 0, 1n, AT.result)).toBe(0)
    expect(guest.longResult).toBe(expected)
    expect(await guest.call('clock_time_get', 1, 1n, AT.result)).toBe(0)
    expect(guest.longResult).toBe(0n)
  }
})

test('the real clock is that of the host, to the millisecond, and the monotonic one starts at 0 and never goes back', async () => {
  const guest = await WasiGuest.start({ capabilities: { clock: true } })
  const before = BigInt(Date.now()) * 1_000_000n
  await guest.call('clock_time_get', 0, 0n, AT.result)
  expect(guest.longResult).toBeGreaterThanOrEqual(before)
  expect(guest.longResult).toBeLessThanOrEqual(BigInt(Date.now()) * 1_000_000n)
  let last = 0n
  for (let round = 0; round < 1_000; round++) {
    await guest.call('clock_time_get', 1, 0n, AT.result)
    if (round === 0) expect(guest.longResult).toBeLessThan(1_000_000_000n)
    expect(guest.longResult).toBeGreaterThanOrEqual(last)
    expect(guest.longResult % 1_000_000n).toBe(0n)
    last = guest.longResult
  }
})

test.each([2, 3, 4, -1])('there is no clock %i', async (id) => {
  const guest = await WasiGuest.start({ capabilities: { clock: true } })
  expect(await guest.call('clock_time_get', id, 0n, AT.result)).toBe(INVAL)
  expect(await guest.call('clock_res_get', id, AT.result)).toBe(INVAL)
})

test('clocks tick in milliseconds', async () => {
  const guest = await WasiGuest.start()
  for (const id of [0, 1]) {
    expect(await guest.call('clock_res_get', id, AT.result)).toBe(0)
    expect(guest.longResult).toBe(1_000_000n)
  }
})

/** The words that C++ of PractRand's sfc32 with these beginnings gives after 12 others. */
function wordsOf(seed: number, count: number): number[] {
  let [a, b, c, counter] = [seed % 2 ** 32, Math.floor(seed / 2 ** 32), 0, 1]
  const words: number[] = []
  for (let index = 0; index < 12 + count; index++) {
    const word = (a + b + counter) % 2 ** 32
    counter++
    a = (b ^ (b >>> 9)) >>> 0
    b = (c + ((c * 8) % 2 ** 32)) % 2 ** 32
    c = ((((c << 21) | (c >>> 11)) >>> 0) + word) % 2 ** 32
    if (index >= 12) words.push(word)
  }
  return words
}

test.each([undefined, 0, 1, 2 ** 32, 2 ** 53 - 1])(
  'random bytes of the seed %o are those that are documented',
  async (seed) => {
    const guest = await WasiGuest.start(seed === undefined ? {} : { capabilities: { random: seed } })
    expect(await guest.call('random_get', AT.buffer, 16)).toBe(0)
    const words = wordsOf(seed ?? 0, 6)
    expect([0, 4, 8, 12].map((offset) => guest.view.getUint32(AT.buffer + offset, true))).toEqual(words.slice(0, 4))
    // What is left of a word is left out.
    await guest.call('random_get', AT.buffer, 1)
    expect(guest.bytes[AT.buffer]).toBe((words[4] ?? 0) & 255)
    await guest.call('random_get', AT.buffer, 4)
    expect(guest.view.getUint32(AT.buffer, true)).toBe(words[5])
  },
)

test('real random bytes fill all that was asked for, beyond what an engine gives at once', async () => {
  const guest = await WasiGuest.start({ capabilities: { random: true } })
  const length = 200_001
  expect(await guest.call('random_get', AT.buffer, length)).toBe(0)
  for (let piece = 0; piece < length; piece += 20_000) {
    const bytes = guest.bytes.subarray(AT.buffer + piece, AT.buffer + piece + 20_000)
    // Of 20,000 random bytes none of the 256 values is missing.
    if (bytes.length === 20_000 && piece + 20_000 < length) expect(new Set(bytes).size).toBe(256)
  }
  expect(await guest.call('random_get', 1, -1)).toMatchObject({ outcome: 'trapped' })
  expect(await guest.call('random_get', PAGES, 0)).toBe(0)
})

test('a program exits by its code', async () => {
  const guest = await WasiGuest.start()
  expect(await guest.call('proc_exit', 0)).toEqual({ outcome: 'ok', content: '' })
  expect(await guest.call('proc_exit', 3)).toEqual({ outcome: 'trapped', content: 'the skill exited with code 3' })
  expect(await guest.call('proc_exit', -1)).toMatchObject({ content: 'the skill exited with code 4294967295' })
})

test('there is nothing to give way to', async () => {
  expect(await (await WasiGuest.start()).call('sched_yield')).toBe(0)
})
