import { expect, test } from 'vitest'
import { issuesOf, MINIMAL } from '../test/manifest-samples.ts'
import { parseManifest } from './parse-manifest.ts'

test('reads a full manifest', () => {
  const manifest = parseManifest(`
[skill]
name = "weather-lookup"
version = "0.1.0"
description = "Looks up current weather for a city"
author = "Ada"
[capabilities]
env = ["WEATHER_API_KEY"]
[capabilities.network]
domains = ["api.weather.com", "*.openweathermap.org"]
[capabilities.filesystem]
read = ["/tmp/cache"]
write = ["/tmp/cache", "~/notes", "scratch"]
[resources]
fuel = 500_000_000
memory_mb = 8
epoch_timeout_secs = 3
[wasm]
entry = "weather.wasm"
`)
  expect(manifest).toEqual({
    name: 'weather-lookup',
    version: '0.1.0',
    description: 'Looks up current weather for a city',
    author: 'Ada',
    capabilities: {
      env: ['WEATHER_API_KEY'],
      network: { domains: ['api.weather.com', '*.openweathermap.org'] },
      filesystem: { read: ['/tmp/cache'], write: ['/tmp/cache', '~/notes', 'scratch'] },
    },
    resources: { fuel: 500_000_000n, memoryMb: 8, epochTimeoutSecs: 3 },
    wasmEntry: 'weather.wasm',
  })
})

test('a minimal manifest may do nothing and has the default limits', () => {
  expect(parseManifest(MINIMAL)).toEqual({
    name: 'tiny',
    version: '1.0.0',
    description: 'Does little',
    capabilities: { env: [] },
    resources: { fuel: 1_000_000_000n, memoryMb: 16, epochTimeoutSecs: 5 },
    wasmEntry: 'skill.wasm',
  })
})

test('each limit that is not named has its own default', () => {
  expect(parseManifest(`${MINIMAL}[resources]\nmemory_mb = 1`).resources).toEqual({
    fuel: 1_000_000_000n,
    memoryMb: 1,
    epochTimeoutSecs: 5,
  })
})

test('a host can set the defaults', () => {
  const defaults = { defaultFuel: 7n, defaultMemoryMb: 3, defaultEpochTimeoutSecs: 0.25 }
  expect(parseManifest(MINIMAL, { defaults }).resources).toEqual({ fuel: 7n, memoryMb: 3, epochTimeoutSecs: 0.25 })
  expect(parseManifest(`${MINIMAL}[resources]\nfuel = 9`, { defaults }).resources.fuel).toBe(9n)
})

test('refuses a missing name, at the table that lacks it', () => {
  expect(issuesOf('# no name\n[skill]\nversion = "1.0.0"\ndescription = "x"')).toMatchObject([
    { path: 'skill.name', message: 'is missing', line: 2, column: 2 },
  ])
})

test('refuses an empty name', () => {
  expect(issuesOf(MINIMAL.replace('tiny', ''))).toMatchObject([
    { path: 'skill.name', message: 'a skill name must not be empty', line: 2, column: 8, received: '""' },
  ])
})

test.each(['../../x', 'a b', 'a/b', 'a.b', 'pаypal', 'a\u202eb', 'a\u200bb', 'ａ', 'con', 'x'.repeat(65)])(
  'refuses the name %j',
  (name) => {
    expect(issuesOf(MINIMAL.replace('tiny', name))).toMatchObject([{ path: 'skill.name' }])
  },
)

test('names the first character that a name may not have', () => {
  expect(issuesOf(MINIMAL.replace('tiny', 'pаypal'))[0]?.message).toContain('U+0430')
})

test('reads network domains', () => {
  const { capabilities } = parseManifest(`${MINIMAL}[capabilities.network]\ndomains = ["a.example"]`)
  expect(capabilities).toEqual({ env: [], network: { domains: ['a.example'] } })
})

test('refuses a network section without domains: it could be read as "all"', () => {
  expect(issuesOf(`${MINIMAL}[capabilities.network]`)).toMatchObject([
    { path: 'capabilities.network.domains', message: 'is missing', line: 5, column: 15 },
  ])
})

test('reads filesystem paths, with nothing to read or write where a list is not there', () => {
  const { capabilities } = parseManifest(`${MINIMAL}[capabilities.filesystem]\nread = ["/srv/data"]`)
  expect(capabilities.filesystem).toEqual({ read: ['/srv/data'], write: [] })
})

test('lists that are not there are not one and the same list', () => {
  const { filesystem } = parseManifest(`${MINIMAL}[capabilities.filesystem]`).capabilities
  expect(filesystem).toEqual({ read: [], write: [] })
  expect(filesystem?.read).not.toBe(filesystem?.write)
})

test('empty capabilities grant nothing', () => {
  expect(parseManifest(`${MINIMAL}[capabilities]`).capabilities).toEqual({ env: [] })
})

test.each([
  ['18446744073709551615', 18_446_744_073_709_551_615n],
  ['18_446_744_073_709_551_615', 18_446_744_073_709_551_615n],
  ['0xFFFF_FFFF_FFFF_FFFF', 18_446_744_073_709_551_615n],
  ['0o1_777_777_777_777_777_777_777', 18_446_744_073_709_551_615n],
  [`0b${'1'.repeat(64)}`, 18_446_744_073_709_551_615n],
  ['9223372036854775808', 9_223_372_036_854_775_808n],
  ['+1', 1n],
  ['0', 0n],
  ['-0', 0n],
])('fuel can be %s', (written, fuel) => {
  expect(parseManifest(`${MINIMAL}[resources]\nfuel = ${written}`).resources.fuel).toBe(fuel)
})

test.each([
  ['fuel', '18446744073709551616', 'is out of range'],
  ['fuel', '-1', 'is out of range'],
  ['fuel', '1e9', 'is a float; the integer is written 1000000000'],
  ['fuel', '1.5', 'is a float'],
  ['fuel', '1e309', 'is a float'],
  ['fuel', 'nan', 'is not a number'],
  ['fuel', '"1"', 'is a string'],
  ['fuel', 'true', 'is a boolean'],
  ['fuel', '[1]', 'is a list'],
  ['fuel', '{ n = 1 }', 'is a table'],
  ['fuel', '1979-05-27 07:32:00', 'is a date'],
  ['memory_mb', '0', 'is out of range'],
  ['memory_mb', '-1', 'is out of range'],
  ['memory_mb', '65537', 'is out of range'],
  ['memory_mb', '8.0', 'is a float; the integer is written 8'],
  ['epoch_timeout_secs', '0', 'is out of range'],
  ['epoch_timeout_secs', '0.0', 'is out of range'],
  ['epoch_timeout_secs', '-0.5', 'is out of range'],
  ['epoch_timeout_secs', '86401', 'is out of range'],
  ['epoch_timeout_secs', '1e309', 'is out of range'],
  ['epoch_timeout_secs', 'inf', 'is out of range'],
  ['epoch_timeout_secs', 'nan', 'is not a number'],
])('%s can not be %s', (key, written, message) => {
  const received = written.startsWith('{') ? 'a table' : written
  expect(issuesOf(`${MINIMAL}[resources]\n${key} = ${written}`)).toMatchObject([
    { path: `resources.${key}`, message, received, line: 6, column: key.length + 4 },
  ])
})

test.each([
  ['0.5', 0.5],
  ['3', 3],
  ['3.0', 3],
  ['86_400', 86_400],
])('a timeout can be %s', (written, secs) => {
  expect(parseManifest(`${MINIMAL}[resources]\nepoch_timeout_secs = ${written}`).resources.epochTimeoutSecs).toBe(secs)
})

test('a list holds different strings, at most 256', () => {
  expect(issuesOf(`${MINIMAL}[capabilities]\nenv = ["A", 'A']`)).toMatchObject([
    { path: 'capabilities.env[1]', message: 'is listed twice', line: 6, column: 13 },
  ])
  const names = Array.from({ length: 257 }, (_, i) => `"A${i}"`)
  expect(issuesOf(`${MINIMAL}[capabilities]\nenv = [${names}]`)).toMatchObject([
    { path: 'capabilities.env', message: 'has more than 256 items' },
  ])
  expect(parseManifest(`${MINIMAL}[capabilities]\nenv = [${names.slice(1)}]`).capabilities.env).toHaveLength(256)
})

test.each([
  ['', 'must not be empty'],
  ['  ', 'must not be empty'],
  ['x'.repeat(1025), 'is longer than 1024 characters'],
  ['two\\nlines', "has the character U+000A, which can't be seen"],
  ['red\\u001b[31m', "has the character U+001B, which can't be seen"],
  ['a\u202eb', "has the character U+202E, which can't be seen"],
  ['hidden\u{e0041}', "has the character U+E0041, which can't be seen"],
])('refuses the description %j', (description, message) => {
  expect(issuesOf(MINIMAL.replace('Does little', description))).toMatchObject([{ path: 'skill.description', message }])
})

test.each(['Wetter für Zürich ☀️👩‍👩‍👧', 'می‌خواهم', '天气查询', '𝒳'.repeat(1024)])(
  'takes the description %s',
  (description) => {
    expect(parseManifest(MINIMAL.replace('Does little', description)).description).toBe(description)
  },
)

test.each(['__proto__', 'constructor', 'toString'])('[%s] is an unknown key and changes no object', (key) => {
  expect(issuesOf(`${MINIMAL}[${key}]\npolluted = 1`)).toMatchObject([{ path: key, line: 5, column: 2 }])
  expect(issuesOf(`${MINIMAL}${key} = { polluted = 1 }`)).toMatchObject([{ path: `skill.${key}`, line: 5, column: 1 }])
  expect('polluted' in {}).toBe(false)
})

test('a byte order mark and line ends of Windows change nothing', () => {
  expect(parseManifest(`\ufeff${MINIMAL.replaceAll('\n', '\r\n')}`)).toEqual(parseManifest(MINIMAL))
  expect(issuesOf(`\ufeffx = 1\r\n${MINIMAL}`)).toMatchObject([{ path: 'x', line: 1, column: 1 }])
})
