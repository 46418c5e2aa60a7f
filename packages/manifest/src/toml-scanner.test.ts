import { expect, test } from 'vitest'
import { HOSTILE_SHAPES } from '../test/hostile-shapes.ts'
import { type Scanner, scanFrom, scanToml } from './toml-scanner.ts'

/** A cursor that counts how often it is moved, and fails when it is moved back. */
class CountingCursor implements Scanner {
  readonly text: string
  keyCount = 0
  moves = 0
  #at = 0

  constructor(text: string) {
    this.text = text
  }

  get at(): number {
    return this.#at
  }

  set at(at: number) {
    if (at < this.#at) throw new Error(`moved back from ${this.#at} to ${at}`)
    this.#at = at
    this.moves++
  }
}

test.each(HOSTILE_SHAPES)('$name: the cursor moves forward only, at most twice per character', ({ make }) => {
  const cursor = new CountingCursor(make(20_000))
  scanFrom(cursor)
  expect(cursor.moves).toBeLessThanOrEqual(2 * cursor.at + 8)
})

test('statements cover each key with its value, and each header', () => {
  const text = '# c\n a = 1 # c\n\n[b] \nc = """\n"""\nd = ['
  const { statements, stop } = scanToml(text)
  expect(statements.map(({ start, end }) => text.slice(start, end))).toEqual(['a = 1', '[b]', 'c = """\n"""'])
  expect(stop).toEqual({ at: text.length, message: 'a value is missing here' })
})

test('limits are reached, not crossed', () => {
  expect(scanToml(`a = ${'['.repeat(33)}${']'.repeat(33)}`).stop).toBeUndefined()
  expect(scanToml(`a = ${'['.repeat(34)}${']'.repeat(34)}`).stop?.message).toContain('at most 32 deep')
  expect(scanToml(`${'a.'.repeat(31)}a = 1`).stop).toBeUndefined()
  expect(scanToml(`${'a.'.repeat(32)}a = 1`).stop?.message).toContain('at most 32 parts')
  expect(scanToml(`a = ${'1'.repeat(256)}`).stop).toBeUndefined()
  expect(scanToml(`a = ${'1'.repeat(257)}`).stop?.message).toContain('at most 256 characters')
  expect(scanToml('a=1\n'.repeat(4096)).stop).toBeUndefined()
  expect(scanToml('a=1\n'.repeat(4097)).stop?.message).toContain('at most 4096 keys')
})
