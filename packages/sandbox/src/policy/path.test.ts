import { describe, expect, test } from 'vitest'
import { type FileOperation, judgeFile, refusedFile } from './file-access.ts'
import { type FileGrants, type FilePath, isWithin, type PathBase, parsePath } from './path.ts'

function path(base: PathBase, ...parts: string[]): FilePath {
  return { base, parts }
}

function granted(text: string): FilePath {
  const parsed = parsePath(text)
  if (typeof parsed === 'string') throw new Error(`${text} is ${parsed}`)
  return parsed
}

test.each([
  ['/srv/data', path('root', 'srv', 'data')],
  ['/srv', path('root', 'srv')],
  ['/', path('root')],
  ['~', path('home')],
  ['~/notes/a.txt', path('home', 'notes', 'a.txt')],
  ['cache', path('own', 'cache')],
  ['cache/~', path('own', 'cache', '~')],
  ['cache/…', path('own', 'cache', '…')],
  ['.hidden/..a/a..b', path('own', '.hidden', '..a', 'a..b')],
  ['/srv/Müller', path('root', 'srv', 'Müller')],
  ['/srv/console.txt', path('root', 'srv', 'console.txt')],
])('%s is a path', (text, expected) => {
  expect(parsePath(text)).toEqual(expected)
})

test.each([
  '..',
  '../x',
  '/srv/../etc/passwd',
  '/srv/data/..',
  '~/..',
  'cache/../../other-skill/secret',
  '..\\x',
  'cache\\..\\..\\x',
  '/srv/../\0',
  '//../x',
])('%j climbs', (text) => {
  expect(parsePath(text)).toBe('climbs')
})

test.each([
  ['nothing', ''],
  ['a dot', '.'],
  ['a dot within', 'cache/./x'],
  ['a slash at its end', '/srv/data/'],
  ['a home and a slash', '~/'],
  ['doubled slashes', '/srv//data'],
  ['the network', '//server/share'],
  ['the network of Windows', '\\\\server\\share\\x'],
  ['a long path of Windows', '\\\\?\\C:\\x'],
  ['a drive', 'C:/Windows'],
  ['a drive without a slash', 'C:x'],
  ['backslashes', 'cache\\x'],
  ['a stream', 'cache/x::$DATA'],
  ['a NUL', '/srv/data\0.txt'],
  ['a NUL at the end', '/srv/data/x\0'],
  ['a line feed', '/srv/a\nb'],
  ['a tab', '/srv/a\tb'],
  ['an escape', '/srv/\x1b[2J'],
  ['a mark that turns the direction', '/srv/\u202etxt.exe'],
  ['a zero-width space', '/srv/da\u200bta'],
  ['the home of somebody else', '~root/x'],
  ['the home as the shell writes it', '~+'],
  ['a pattern', '/srv/*'],
  ['a pattern of one', '/srv/?'],
  ['a lone surrogate', '/srv/\ud800'],
  ['a replacement character', '/srv/\ufffd'],
  ['letters that are decomposed', '/srv/u\u0308'],
  ['a device', '/srv/NUL'],
  ['a device with an extension', 'cache/com1.txt'],
  ['a dot that Windows drops', '/srv/data.'],
  ['a space that Windows drops', '/srv/data '],
  ['three dots', '/srv/...'],
  ['more than 1,024 characters', `/${'a/'.repeat(512)}a`],
])('%s is malformed', (_, text) => {
  expect(parsePath(text)).toBe('malformed')
})

test.each([
  ['/data', '/data', true],
  ['/data/x', '/data', true],
  ['/data/x/y', '/data/x', true],
  ['/data-evil', '/data', false],
  ['/data-evil/x', '/data', false],
  ['/dat', '/data', false],
  ['/', '/data', false],
  ['/Data/x', '/data', false],
  ['data', '/data', false],
  ['~/data', '/data', false],
  ['~/data', 'data', false],
  ['data/x', 'data', true],
  ['/data/x', '/', false],
  ['~/x', '~', false],
])('%s in what is granted as %s: %s', (asked, grant, expected) => {
  expect(isWithin(granted(asked), granted(grant))).toBe(expected)
})

describe('what is asked for', () => {
  const grants: FileGrants = { read: [granted('/in')], write: [granted('/out')] }

  test.each<readonly [FileOperation, 'read' | 'write']>([
    ['read', 'read'],
    ['list', 'read'],
    ['stat', 'read'],
    ['write', 'write'],
    ['remove', 'write'],
    ['make-directory', 'write'],
  ])('%s needs a grant to %s', (operation, access) => {
    const [own, other] = access === 'read' ? ['/in', '/out'] : ['/out', '/in']
    expect(judgeFile(grants, { hostFunction: 'f', operation, path: own })).toEqual({
      kind: 'granted',
      path: granted(own),
    })
    expect(judgeFile(grants, { hostFunction: 'f', operation, path: `${other}/x` })).toEqual({
      kind: 'denied',
      asked: `${other}/x`,
      content: `capability not permitted: f of ${other}/x: add "${other}/x" to [capabilities.filesystem] ${access}`,
    })
  })

  test('a malformed path is no matter of grants', () => {
    expect(judgeFile(grants, { hostFunction: 'f', operation: 'read', path: '/in/' })).toEqual({
      kind: 'failed',
      failure: 'invalid-argument',
    })
  })

  test('a path that climbs is denied, also where it would come back', () => {
    const judged = judgeFile(grants, { hostFunction: 'f', operation: 'read', path: '/in/x/../y' })
    expect(judged).toMatchObject({
      kind: 'denied',
      content: expect.stringContaining('write where it leads'),
    })
  })

  test('a refusal shows what was asked for as one line, cut', () => {
    const { content, asked } = refusedFile({
      hostFunction: 'read_file',
      operation: 'read',
      path: `../\n\u202e${'x'.repeat(5_000)}`,
    })
    expect(asked).toMatch(/^\.\.\/\\u\{a\}\\u\{202e\}x{100}/)
    expect(asked.length).toBe(1_024)
    expect(content).not.toMatch(/[\n\u202e]/)
  })

  test('a refusal of everything names no line that a manifest could not have', () => {
    expect(refusedFile({ hostFunction: 'list_dir', operation: 'list', path: '/' }).content).toBe(
      "capability not permitted: list_dir of /: add the folders that it needs to [capabilities.filesystem] read, all at once can't be",
    )
  })
})
