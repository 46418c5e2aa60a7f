import { describe, expect, test } from 'vitest'
import { WASI_FUNCTIONS } from '../../src/host/wasi/wasi-functions.ts'
import { Random } from '../fuzz/random.ts'
import { AT, DATA, WasiGuest } from './wasi-guest.ts'

const ROUNDS = 150
const CALLS = 200
const WORDS = [
  ...[0, 1, 2, 3, 4, 5, 8, 9, 16, 64, AT.result, AT.vectors, AT.text, AT.buffer],
  ...[65_535, 65_536, 1_048_572, 1_048_575, 1_048_576, 2 ** 31 - 1, -(2 ** 31), -8, -1],
]
const LONGS = [0n, 1n, 2n, 64n, 66n, 4_194_304n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n), -1n]
const PATHS = ['x', 'in', 'in/y', '.', '..', '../x', '/x', 'in/', '', 'a\0']

describe.each([
  ['files', DATA],
  ['no files', {}],
])('a guest that is granted %s', (_, options) => {
  test.each([1, 2, 3, 4, 5])('can call anything with anything, and is answered or ended: %i', async (seed) => {
    const random = new Random(seed)
    const operations = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const guest = await WasiGuest.start({ ...options, limits: { maxFileBytes: 1_000_000 } })
      for (let made = 0; made < CALLS; made++) {
        const { name, signature } = random.pick(WASI_FUNCTIONS)
        const types = [...(signature.split(' -> ')[0] ?? '').matchAll(/i(?:32|64)/g)].map(([type]) => type)
        const path = guest.put(random.pick(PATHS))
        guest.vectors([AT.buffer, random.pick([0, 1, 100, 70_000])], [random.pick(WORDS), random.pick(WORDS)], path)
        const words = random.pick([WORDS, [3, ...path], [3, 4, 5, AT.vectors, 1, AT.result]])
        const values = types.map((type) => (type === 'i64' ? random.pick(LONGS) : random.pick(words)))
        const ending = await guest.call(name as never, ...values)
        if (typeof ending === 'object') expect(['ok', 'trapped', 'denied']).toContain(ending.outcome)
        else expect(ending).toBeGreaterThanOrEqual(0)
      }
      for (const { operation, path } of guest.requests) {
        operations.add(operation)
        expect(path).toMatch(/^data(?:\/[^/]+)*$/)
      }
    }
    if ('capabilities' in options) expect(operations.size).toBeGreaterThanOrEqual(5)
    else expect(operations.size).toBe(0)
  })
})
