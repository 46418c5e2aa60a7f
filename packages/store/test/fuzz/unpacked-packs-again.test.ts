import { expect, test } from 'vitest'
import { packSkill, unpackSkill } from '../../src/archive/skill-archive.ts'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

const SEEDS = [
  ['skill.toml', 'skill.wasm'],
  ['skill.toml', 'a/b.wasm', 'SKILL.md', 'a/b.wasm.sig'],
  ['skill.toml', 'é.wasm', 'SKILL.md', 'input.schema.json', 'output.schema.json', 'skill.sig'],
].map((names) => packSkill(new Map(names.map((name, index) => [name, text(`${name}\n`.repeat(index))]))))

/** Bytes that a careless reader trusts: signatures of records, lengths at the ends of their ranges, dots and slashes. */
const TEMPTING = [0, 1, 2, 3, 5, 6, 8, 9, 0x2e, 0x2f, 0x5c, 0x4b, 0x50, 0x7f, 0x80, 0xfe, 0xff]

let state = 20_261_123
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

/** Whether `bytes` were taken. Fails when they were and pack to others, and when anything but the archive's error is thrown. */
function isTaken(bytes: Uint8Array): boolean {
  const before = bytes.slice()
  let files: ReadonlyMap<string, Uint8Array>
  try {
    files = unpackSkill(bytes)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_STORE_ARCHIVE') return false
    throw error
  }
  expect(Buffer.compare(packSkill(files), before)).toBe(0)
  return true
}

test('an archive cut short at any byte is refused', () => {
  for (const seed of SEEDS) {
    for (let length = 0; length < seed.length; length++)
      expect(isTaken(seed.subarray(0, length)), `${length}`).toBe(false)
    expect(isTaken(seed)).toBe(true)
  }
})

test('an archive with any one bit turned is refused', () => {
  for (const seed of SEEDS) {
    for (let bit = 0; bit < seed.length * 8; bit++) {
      const damaged = seed.slice()
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(isTaken(damaged), `bit ${bit}`).toBe(false)
    }
  }
})

test('archives with pieces changed, left out, doubled and exchanged are refused, or pack again to the same bytes', () => {
  for (let round = 0; round < 20_000; round++) {
    let bytes = SEEDS[random(SEEDS.length)]?.slice() ?? new Uint8Array()
    for (let step = random(4); step >= 0; step--) {
      const [from, to] = [random(bytes.length + 1), random(bytes.length + 1)].sort((a, b) => a - b)
      const piece = bytes.subarray(from, to)
      const kind = random(4)
      if (kind === 0) bytes = Uint8Array.of(...bytes.subarray(0, from), ...bytes.subarray(to))
      else if (kind === 1) bytes = Uint8Array.of(...bytes.subarray(0, to), ...piece, ...bytes.subarray(to))
      else if (kind === 2) bytes = Uint8Array.of(...bytes, ...piece)
      else if (bytes.length > 0) bytes[random(bytes.length)] = TEMPTING[random(TEMPTING.length)] ?? 0
    }
    isTaken(bytes)
  }
})
