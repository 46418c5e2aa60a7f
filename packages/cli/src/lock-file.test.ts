import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { formatLock, type LockedSkill, lockedSource, parseLock, sourceOf } from './lock-file.ts'

const PLAIN: LockedSkill = { name: 'b', version: '1.0.0', digest: 'a'.repeat(64), source: 'npm:b@1.0.0' }
const SIGNED: LockedSkill = {
  name: 'a-1',
  version: '1.0.0-rc.1+build.2',
  digest: '0'.repeat(64),
  publisher: 'acme.example',
  // The base point of the curve (RFC 8032, section 5.1).
  publisherKey: `58${'66'.repeat(31)}`,
  source: './skills/größe',
}

test('is the same text for the same skills, in whatever order they come', () => {
  expect(formatLock([PLAIN, SIGNED])).toBe(formatLock([SIGNED, PLAIN]))
  expect(formatLock([PLAIN])).toBe(
    `{\n  "lockVersion": 1,\n  "skills": [\n    {\n      "name": "b",\n      "version": "1.0.0",\n      "digest": "${'a'.repeat(64)}",\n      "source": "npm:b@1.0.0"\n    }\n  ]\n}\n`,
  )
})

test('is read back as it was written, with the line ends of Windows too', () => {
  const text = formatLock([PLAIN, SIGNED])
  expect(parseLock(text)).toEqual([SIGNED, PLAIN])
  expect(parseLock(text.replaceAll('\n', '\r\n'))).toEqual([SIGNED, PLAIN])
  expect(parseLock(formatLock([]))).toEqual([])
})

describe('is refused', () => {
  const text = formatLock([PLAIN])
  const rows: readonly (readonly [fact: string, text: string])[] = [
    ['empty', ''],
    ['in the middle of a merge', `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`],
    ['of another version', text.replace('"lockVersion": 1', '"lockVersion": 2')],
    [
      'with a key twice, of which a reader sees one',
      text.replace('"digest"', `"digest": "${'b'.repeat(64)}",\n      "digest"`),
    ],
    ['with a key that is not known', text.replace('"name"', '"more": 1,\n      "name"')],
    ['with __proto__', text.replace('"name"', '"__proto__": {"digest": "x"},\n      "name"')],
    ['with a letter written by its number', text.replace('npm:b', 'npm:\\u0062')],
    ['in another layout', JSON.stringify(JSON.parse(text))],
    ['with something behind', `${text}\n`],
    ['with a skill twice', formatLock([PLAIN, PLAIN])],
    ['with a name that is a path', formatLock([{ ...PLAIN, name: '../b' }])],
    ['with a version that is none', formatLock([{ ...PLAIN, version: '1.0.0\u001b[2J' }])],
    ['with a digest cut off', formatLock([{ ...PLAIN, digest: 'a'.repeat(63) }])],
    ['with a digest in capitals', formatLock([{ ...PLAIN, digest: 'A'.repeat(64) }])],
    ['with a publisher without a key', formatLock([{ ...PLAIN, publisher: 'acme' }])],
    ['with a key without a publisher', formatLock([{ ...PLAIN, publisherKey: SIGNED.publisherKey ?? '' }])],
    ['with a publisher that is none', formatLock([{ ...SIGNED, publisher: 'ACME\n' }])],
    ['without a source', formatLock([{ ...PLAIN, source: '' }])],
    ['with a source that can not be seen', formatLock([{ ...PLAIN, source: './a\u202eb' }])],
    ['with a number for a name', text.replace('"b"', '1')],
    ['with null for a skill', '{\n  "lockVersion": 1,\n  "skills": [\n    null\n  ]\n}\n'],
    ['nested without end', '['.repeat(200_000)],
  ]
  test.each(rows)('%s', (_, changed) => {
    expect(() => parseLock(changed)).toThrow(
      expect.objectContaining({ code: 'ERR_CLI_LOCK', hint: expect.any(String) }),
    )
  })
})

test('names paths from where it is, and addresses as they are', () => {
  const file = resolve('project', 'blufio.lock')
  for (const [source, locked] of [
    [resolve('project', 'skills', 'a'), './skills/a'],
    [resolve('project'), './'],
    [resolve('other'), '../other'],
    ['https://example.com/a.skill', 'https://example.com/a.skill'],
    ['npm:a@1.0.0', 'npm:a@1.0.0'],
  ] as const) {
    expect(lockedSource(source, file)).toBe(locked)
    expect(sourceOf({ ...PLAIN, source: locked }, file)).toBe(source)
  }
  expect(sourceOf({ ...PLAIN, source: '../../x' }, join(resolve('a', 'b'), 'blufio.lock'))).toBe(resolve('x'))
})
