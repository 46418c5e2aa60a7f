import fc from 'fast-check'
import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { LineIndex } from '../../src/line-index.ts'
import { type KeyPosition, nearestPosition, type PathPart } from '../../src/toml-positions.ts'
import { scanToml } from '../../src/toml-scanner.ts'
import { tomlText } from './toml-texts.ts'

/** Every path in `value`, tables before what they hold. */
function pathsOf(value: unknown, path: readonly PathPart[] = []): (readonly PathPart[])[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item, i) => pathsOf(item, [...path, i]))]
  if (typeof value !== 'object' || value === null || value instanceof Date) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

function exactPosition(root: KeyPosition, path: readonly PathPart[]): KeyPosition | undefined {
  let here: KeyPosition | undefined = root
  for (const part of path) here = typeof part === 'number' ? here?.items?.[part] : here?.keys?.get(part)
  return here
}

test('each key and value stands where it was written', () => {
  fc.assert(
    fc.property(tomlText, ({ text, places }) => {
      const scan = scanToml(text)
      expect(scan.stop).toBeUndefined()
      for (const { path, key, value, to } of places)
        expect(nearestPosition(scan.root, path)).toMatchObject({ key, value, to })
    }),
    { numRuns: 1500 },
  )
})

test('the parser reads the same texts, and each path that it returns has a position', () => {
  fc.assert(
    fc.property(tomlText, ({ text }) => {
      const { root } = scanToml(text)
      const missing = pathsOf(parse(text, { integersAsBigInt: true })).filter(
        (path) => exactPosition(root, path) === undefined,
      )
      expect(missing).toEqual([])
    }),
    { numRuns: 1500 },
  )
})

test('what the parser accepts of a damaged text, the scanner accepts and has positions for', () => {
  let accepted = 0
  fc.assert(
    fc.property(
      tomlText,
      fc.nat(),
      fc.nat(12),
      fc.constantFrom('', '"', "'", '[', ']', '{', '}', '=', '.', ',', '#', '\n', '\r', '\\', ' ', '"""', '\0'),
      (toml, at, length, filling) => {
        const start = at % (toml.text.length + 1)
        const text = toml.text.slice(0, start) + filling + toml.text.slice(start + length)
        let table: unknown
        try {
          table = parse(text, { integersAsBigInt: true })
        } catch {
          return
        }
        accepted++
        const { root, stop } = scanToml(text)
        // The parser takes a NUL inside of a date, which TOML 1.0 allows nowhere; the scanner need not.
        if (stop !== undefined && text.includes('\0')) return
        expect(stop).toBeUndefined()
        expect(pathsOf(table).filter((path) => exactPosition(root, path) === undefined)).toEqual([])
      },
    ),
    { numRuns: 4000 },
  )
  expect(accepted).toBeGreaterThan(400)
})

test('an offset, as line and column, is found again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', '😀')), fc.nat(), (parts, seed) => {
      const text = parts.join('')
      const offset = seed % (text.length + 1)
      const place = new LineIndex(text).placeOf(offset)
      const lines = text.slice(0, offset).split('\n')
      expect(place).toEqual({ line: lines.length, column: (lines.at(-1) ?? '').length + 1 })
      expect(new LineIndex(text).offsetOf(place)).toBe(offset)
    }),
  )
})

test('in arrays of tables, headers and dotted keys belong to the last table', () => {
  const text = '[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3\n[[a.c]]\n[[a.c]]\nz = 4\n'
  const { root } = scanToml(text)
  expect(nearestPosition(root, ['a', 0, 'x']).key).toBe(text.indexOf('x = 1'))
  expect(nearestPosition(root, ['a', 1, 'x']).key).toBe(text.indexOf('x = 2'))
  expect(nearestPosition(root, ['a', 1, 'b', 'y']).key).toBe(text.indexOf('y = 3'))
  expect(nearestPosition(root, ['a', 1, 'c', 1, 'z']).key).toBe(text.indexOf('z = 4'))
})
