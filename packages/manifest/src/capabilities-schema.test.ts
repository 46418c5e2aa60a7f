import type { SkillCapabilities } from '@blufio/core'
import { describe, expect, test } from 'vitest'
import { issuesOf, MINIMAL } from '../test/manifest-samples.ts'
import { formatManifest } from './format-manifest.ts'
import { parseManifest } from './parse-manifest.ts'

function capabilitiesOf(toml: string): SkillCapabilities {
  return parseManifest(`${MINIMAL}${toml}`).capabilities
}

const NETWORK = '[capabilities.network]\ndomains = ["api.example.com", "*.example.org:8443"]\n'

/** A secret under its header, line 7 being the header. */
function secret(lines: string): string {
  return `${MINIMAL}${NETWORK}[[capabilities.secrets]]\n${lines}\n`
}

describe('secrets', () => {
  test('are read with their place', () => {
    const toml = `${NETWORK}
[[capabilities.secrets]]
name = "KEY"
domain = "api.example.com"
header = "Authorization"
prefix = "Bearer "
[[capabilities.secrets]]
name = "KEY"
domain = "maps.example.org:8443"
query = "key"
`
    const secrets = [
      { name: 'KEY', domain: 'api.example.com', header: 'Authorization', prefix: 'Bearer ' },
      { name: 'KEY', domain: 'maps.example.org:8443', query: 'key' },
    ]
    expect(capabilitiesOf(toml).secrets).toStrictEqual(secrets)
    const inline = `[capabilities]\nnetwork.domains = ["a.example"]\nsecrets = [{ name = "K", domain = "a.example", query = "q" }]`
    expect(capabilitiesOf(inline).secrets).toStrictEqual([{ name: 'K', domain: 'a.example', query: 'q' }])
  })

  test.each([
    ['domain = "api.example.com"\nquery = "q"', '[0].name', 'is missing', 7, 16],
    ['name = "K"\nquery = "q"', '[0].domain', 'is missing', 7, 16],
    ['name = "K"\ndomain = "api.example.com"', '[0]', 'has no place to be put in: add `header`, or `query`', 7, 16],
    [
      'name = "K"\ndomain = "api.example.com"\nheader = "a"\nquery = "b"',
      '[0]',
      'has two places to be put in: keep `header`, or `query`',
      7,
      16,
    ],
    [
      'name = "K"\ndomain = "api.example.com"\nquery = "b"\nprefix = "x"',
      '[0]',
      'has a `prefix`, which goes with `header` only',
      7,
      16,
    ],
    [
      'name = "K"\ndomain = "api.example.com"\nquery = "b"\nhaeder = "x"',
      '[0].haeder',
      'did you mean "header"?',
      11,
      1,
    ],
    ['name = "9"\ndomain = "api.example.com"\nquery = "b"', '[0].name', 'no digit in front', 8, 8],
    ['name = 9\ndomain = "api.example.com"\nquery = "b"', '[0].name', 'is an integer', 8, 8],
    ['name = "K"\ndomain = "http://api.example.com"\nquery = "b"', '[0].domain', 'never sent unencrypted', 9, 10],
    ['name = "K"\ndomain = "example.org:8443"\nquery = "b"', '[0].domain', 'add "example.org:8443" to', 9, 10],
    ['name = "K"\ndomain = "maps.example.org"\nquery = "b"', '[0].domain', 'add "maps.example.org" to', 9, 10],
    ['name = "K"\ndomain = "api.example.com:8443"\nquery = "b"', '[0].domain', 'is not covered', 9, 10],
    ['name = "K"\ndomain = "*.api.example.com"\nquery = "b"', '[0].domain', 'is not covered', 9, 10],
  ])('refuse %j at %s: %s', (lines, path, message, line, column) => {
    expect(issuesOf(secret(lines))).toMatchObject([
      { path: `capabilities.secrets${path}`, message: expect.stringContaining(message), line, column },
    ])
  })

  test('need a domain that is granted', () => {
    const toml = `${MINIMAL}[[capabilities.secrets]]\nname = "K"\ndomain = "a.example"\nquery = "q"`
    expect(issuesOf(toml)).toMatchObject([
      {
        path: 'capabilities.secrets[0].domain',
        message: 'is not covered: add "a.example" to [capabilities.network] domains',
        received: '"a.example"',
      },
    ])
  })

  test('must not be readable as variables too', () => {
    const toml = `${MINIMAL}[capabilities]\nenv = ["K"]\n${NETWORK}[[capabilities.secrets]]\nname = "K"\ndomain = "api.example.com"\nquery = "q"`
    expect(issuesOf(toml)).toMatchObject([
      { path: 'capabilities.secrets[0].name', message: expect.stringContaining('`env` as well'), received: '"K"' },
    ])
  })

  test.each([
    ['header = "X-Key"', 'header = "x-key"', 'header'],
    ['query = "key"', 'query = "key"', 'query'],
  ])('never share a place of one request: %s and %s', (one, other, key) => {
    const of = (domain: string, place: string): string =>
      `[[capabilities.secrets]]\nname = "K"\ndomain = "${domain}"\n${place}\n`
    const both = (first: string, second: string): string =>
      `[capabilities.network]\ndomains = ["*.example.org", "a.example"]\n${of(first, one)}${of(second, other)}`
    for (const [first, second] of [
      ['a.example', 'a.example'],
      ['*.example.org', 'a.example.org'],
      ['a.example.org', '*.example.org'],
    ] as const) {
      expect(issuesOf(MINIMAL + both(first, second))).toMatchObject([
        { path: `capabilities.secrets[1].${key}`, message: `is the ${key} of another secret, of the same domain` },
      ])
    }
    expect(capabilitiesOf(both('a.example', 'a.example.org')).secrets).toHaveLength(2)
  })

  test('are 16 at most', () => {
    const secrets = (count: number): string =>
      NETWORK +
      Array.from(
        { length: count },
        (_, i) => `[[capabilities.secrets]]\nname = "K"\ndomain = "api.example.com"\nquery = "q${i}"\n`,
      ).join('')
    expect(capabilitiesOf(secrets(16)).secrets).toHaveLength(16)
    expect(issuesOf(MINIMAL + secrets(17))).toMatchObject([
      { path: 'capabilities.secrets', message: 'has more than 16 items' },
    ])
  })

  test('are told with all other problems', () => {
    const toml = `${MINIMAL}[capabilities]\nenv = ["A"]\nclock = 1\nsecrets = [1, { name = "A", domain = "b.example", query = "q" }, { x = 1 }]`
    expect(issuesOf(toml).map(({ path }) => path)).toEqual([
      'capabilities.clock',
      'capabilities.secrets[0]',
      'capabilities.secrets[1].name',
      'capabilities.secrets[1].domain',
      'capabilities.secrets[2].name',
      'capabilities.secrets[2].domain',
      'capabilities.secrets[2]',
      'capabilities.secrets[2].x',
    ])
  })
})

describe('the clock', () => {
  test.each([
    ['true', true],
    ['"2026-01-01T00:00:00Z"', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01 01:30:00+01:30', '2026-01-01T00:00:00Z'],
    ['"2026-01-01T01:30:00+01:30"', '2026-01-01T00:00:00Z'],
    ['"2026-01-01T00:00:00.250Z"', '2026-01-01T00:00:00.250Z'],
    ['"1970-01-01T00:00:00Z"', '1970-01-01T00:00:00Z'],
    ['"2024-02-29T23:59:59Z"', '2024-02-29T23:59:59Z'],
  ])('can be %s', (written, clock) => {
    expect(capabilitiesOf(`[capabilities]\nclock = ${written}`)).toStrictEqual({ env: [], clock })
  })

  test.each([
    ['1', 'is an integer'],
    ['""', 'is not an instant'],
    ['"now"', 'is not an instant'],
    ['"2026-01-01"', 'is not an instant'],
    ['"2026-01-01T00:00:00"', 'is not an instant'],
    ['"2026-02-30T00:00:00Z"', 'is not an instant'],
    ['"2026-01-01T24:00:00Z"', 'is not an instant'],
    ['"2026-01-01T00:00:60Z"', 'is not an instant'],
    ['"2026-01-01T00:00:00.0001Z"', 'is not an instant'],
    ['"2026-01-01T00:00:00+99:00"', 'is not an instant'],
    ['"+002026-01-01T00:00:00Z"', 'is not an instant'],
    ['"1969-12-31T23:59:59Z"', 'years 1970 to 2261'],
    ['"2262-01-01T00:00:00Z"', 'years 1970 to 2261'],
    ['2026-01-01', 'both a date and a time'],
    ['07:32:00', 'both a date and a time'],
    ['2026-01-01T00:00:00', 'offset from UTC'],
    ['1969-01-01T00:00:00Z', 'years 1970 to 2261'],
  ])('can not be %s: %s', (written, message) => {
    expect(issuesOf(`${MINIMAL}[capabilities]\nclock = ${written}`)).toMatchObject([
      { path: 'capabilities.clock', message: expect.stringContaining(message), received: written, line: 6, column: 9 },
    ])
  })
})

describe('random', () => {
  test.each([
    ['true', true],
    ['0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('can be %s', (written, random) => {
    expect(capabilitiesOf(`[capabilities]\nrandom = ${written}`)).toStrictEqual({ env: [], random })
  })

  test.each([
    ['-1', 'is out of range'],
    ['9007199254740992', 'is out of range'],
    ['1.5', 'is a float'],
    ['"42"', 'is a string'],
    ['[]', 'is a list'],
  ])('can not be %s: %s', (written, message) => {
    expect(issuesOf(`${MINIMAL}[capabilities]\nrandom = ${written}`)).toMatchObject([
      { path: 'capabilities.random', message, received: written },
    ])
  })
})

test('false grants nothing', () => {
  expect(capabilitiesOf('[capabilities]\nclock = false\nrandom = false')).toStrictEqual({ env: [] })
})

test('all of it is written as it is read', () => {
  const toml = `${MINIMAL}
[capabilities]
env = []
clock = "2026-01-01T00:00:00Z"
random = 42_000

[capabilities.network]
domains = ["api.example.com"]

[[capabilities.secrets]]
name = "KEY"
domain = "api.example.com"
header = "authorization"
prefix = "Bearer "

[[capabilities.secrets]]
name = "OTHER"
domain = "api.example.com"
query = "key"
`
  expect(formatManifest(parseManifest(toml))).toContain(toml.slice(MINIMAL.length))
})

test.each([
  [{ secrets: {} }, 'secrets is an object, expected a list of secrets'],
  [{ secrets: [null] }, 'secrets[0] is null, expected an object'],
  [{ secrets: [{ name: 'K' }] }, 'secrets[0].domain is undefined'],
  [{ secrets: [{ name: 'K', domain: 'a.example', header: 1 }] }, 'secrets[0].header is 1'],
  [{ clock: 0 }, 'clock is 0'],
  [{ random: '1' }, 'random is a string'],
])('refuses to write the capabilities %j', (capabilities, words) => {
  const manifest = { ...parseManifest(MINIMAL), capabilities: { env: [], ...capabilities } }
  // @ts-expect-error: what JavaScript can hand over
  expect(() => formatManifest(manifest)).toThrow(
    expect.objectContaining({ code: 'ERR_MANIFEST_ARGUMENT', message: expect.stringContaining(words) }),
  )
})
