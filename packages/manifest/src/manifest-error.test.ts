import { expect, test } from 'vitest'
import { errorOf, issuesOf, MINIMAL } from '../test/manifest-samples.ts'
import { parseManifest } from './parse-manifest.ts'

test('every problem is told at once, in the order of the text', () => {
  const error = errorOf(`[skill]
nme = "weather"
version = "1.0"
description = "x"
[capabilities.netwrk]
domains = []
[resources]
fuel = -1
`)
  expect(error.code).toBe('ERR_MANIFEST_INVALID')
  expect(error.issues.map(({ path, line, column }) => `${path} ${line}:${column}`)).toEqual([
    'skill.name 1:2',
    'skill.nme 2:1',
    'skill.version 3:11',
    'capabilities.netwrk 5:15',
    'resources.fuel 8:8',
  ])
  expect(error.message.split('\n')).toEqual([
    'skill.toml has 5 problems',
    '  1:2  skill.name: is missing (expected a name of 1 to 64 ASCII letters, digits, `-` and `_`)',
    '  2:1  skill.nme: is not a known key; did you mean "name"? (expected one of name, version, description, author)',
    '  3:11  skill.version: has three numbers, such as 1.0.0 (expected a version such as "1.0.0" (Semantic Versioning 2.0.0), not "1.0")',
    '  5:15  capabilities.netwrk: is not a known key; did you mean "network"? (expected one of env, clock, random, network, filesystem, secrets)',
    '  8:8  resources.fuel: is out of range (expected an integer from 0 to 18446744073709551615, not -1)',
  ])
})

test('no text of the document reaches a terminal as a command', () => {
  const hostile = '\u202e\u200b\u0085\u2028\u{e0041}'
  const { message, issues } = errorOf(
    `"\\u001b[2J${hostile}" = 1\n[skill]\nname = "${hostile}"\nversion = "\\u001b"\ndescription = "${hostile}"`,
  )
  const texts = [
    message.replaceAll('\n', ''),
    ...issues.flatMap((issue) => [issue.path, issue.message, issue.received ?? '']),
  ]
  for (const text of texts) expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  expect(message).toContain('\\u{1b}[2J\\u{202e}')
})

test('long keys and values are shortened', () => {
  const { message } = errorOf(`${MINIMAL}${'k'.repeat(100_000)} = 1\nauthor = "${'a'.repeat(100_000)}"`)
  expect(message.length).toBeLessThan(600)
})

test('a hundred issues are listed and the rest counted', () => {
  const error = errorOf(MINIMAL + Array.from({ length: 250 }, (_, i) => `key${i} = 1\n`).join(''))
  expect(error.issues).toHaveLength(100)
  expect(error.omittedIssues).toBe(150)
  expect(error.message).toMatch(/^skill\.toml has 250 problems\n[\s\S]*\n {2}and 150 more$/)
})

test('several faults of syntax are told at once', () => {
  const error = errorOf('[skill]\nname = "\\q"\nversion = 01\ndescription = "x"\ndescription = "y"\nauthor = tru')
  expect(error.code).toBe('ERR_MANIFEST_SYNTAX')
  expect(error.issues.map(({ line }) => line)).toEqual([2, 3, 5, 6])
  expect(error.cause).toBeInstanceOf(Error)
})

test.each([
  ['a = ', 1, 5],
  ['a', 1, 2],
  ['a = 1 2', 1, 7],
  ['[a', 1, 3],
  ['[[a]', 1, 5],
  ['[]', 1, 2],
  ['a = "x', 1, 5],
  ['\n\na = """x\n\n', 3, 5],
  ['a = [1, 2', 1, 10],
  ['a = { b = 1', 1, 12],
  ['a = 1\r', 1, 7],
  ['a = \ud800', 1, 5],
  ['[skill]\nname = "a"\nname = "b"', 3, 1],
  ['[skill]\n[skill]', 2, 2],
])('%j is a fault of syntax at %i:%i', (toml, line, column) => {
  const error = errorOf(toml)
  expect(error.code).toBe('ERR_MANIFEST_SYNTAX')
  expect(error.issues).toMatchObject([{ path: '', line, column }])
})

test('a word that is no value is told what may stand there', () => {
  expect(errorOf('a = x').message).toBe(
    'skill.toml has a problem\n  1:5  invalid value (expected a text in quotes, a number, true, false, a date, `[…]` or `{…}`)',
  )
})

test('of many faulty statements the first are told, ten at most', () => {
  const { issues } = errorOf(`${Array.from({ length: 20 }, (_, i) => `key${i} = x`).join('\n')}\n=`)
  expect(issues.length).toBeGreaterThan(5)
  expect(issues.length).toBeLessThanOrEqual(10)
})

test.each([
  ['arrays', `a = ${'['.repeat(100_000)}`],
  ['inline tables', `a = ${'{b='.repeat(100_000)}`],
  ['both', `a = ${'[{b='.repeat(100_000)}`],
  ['dotted keys', `${'a.'.repeat(100_000)}a = 1`],
  ['headers', `[${'a.'.repeat(100_000)}a]`],
  ['too many keys', Array.from({ length: 5000 }, (_, i) => `k${i}=1`).join('\n')],
  ['a number of 100,000 digits', `a = ${'9'.repeat(100_000)}`],
])('%s beyond the limit are a fault of syntax', (_, toml) => {
  expect(errorOf(toml)).toMatchObject({ code: 'ERR_MANIFEST_SYNTAX', issues: [{ path: '', line: expect.any(Number) }] })
})

test('the ceiling is 1 MiB of UTF-8, looked at before anything else', () => {
  const pad = (bytes: number): string => MINIMAL + '#'.repeat(bytes - MINIMAL.length)
  expect(parseManifest(pad(1_048_576)).name).toBe('tiny')
  expect(errorOf(pad(1_048_577)).code).toBe('ERR_MANIFEST_TOO_LARGE')
  // 2 bytes each, so that the text has fewer code units than the ceiling has bytes.
  expect(errorOf(`${MINIMAL}# ${'ü'.repeat(524_288)}`).code).toBe('ERR_MANIFEST_TOO_LARGE')
})

test('the message names the file that the caller names', () => {
  expect(() => parseManifest('', { file: '/skills/a\u001b/skill.toml' })).toThrow(
    /^\/skills\/a\\u\{1b\}\/skill\.toml has a problem\n/,
  )
})

test('an empty document lacks its table at 1:1', () => {
  expect(issuesOf('')).toMatchObject([
    { path: 'skill', message: 'is missing', line: 1, column: 1, expected: 'a table' },
  ])
})
