import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
/** Beginnings of ours, and codes of Node.js that are looked for. */
const OTHERS = new Set(['ERR_CONFIG', 'ERR_MANIFEST', 'ERR_SSL', 'ERR_ACCESS_DENIED', 'ERR_BUFFER_TOO_LARGE'])

function codesIn(text: string): string[] {
  return (text.match(/(?<!_)ERR_[A-Z0-9]+(?:_[A-Z0-9]+)*\b(?!_)/g) ?? []).filter((code) => !OTHERS.has(code))
}

const FOLDERS = ['apps', 'packages'].flatMap((group) =>
  readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name, 'src')),
)
const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path)),
)
const used = new Set(sources.flatMap((path) => codesIn(readFileSync(path, 'utf8'))))
const documented = new Set(
  readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => codesIn(line.split('|')[1] ?? '')),
)

test('there are codes in the sources to compare with', () => {
  expect(used.size).toBeGreaterThan(40)
})

test('every code in the sources stands in docs/errors.md', () => {
  expect([...used].filter((code) => !documented.has(code))).toEqual([])
})

test('every code in docs/errors.md stands in the sources', () => {
  expect([...documented].filter((code) => !used.has(code))).toEqual([])
})
