import { expect, test } from 'vitest'
import { formatCapabilities, parseCapabilities } from './capabilities-json.ts'

test('equal capabilities give equal text, whatever the order of their keys', () => {
  const text = '{"network":{"domains":["a"]},"filesystem":{"read":["r"],"write":["w"]},"env":["E"]}'
  expect(
    formatCapabilities({ env: ['E'], filesystem: { write: ['w'], read: ['r'] }, network: { domains: ['a'] } }),
  ).toBe(text)
  expect(
    formatCapabilities({ network: { domains: ['a'] }, filesystem: { read: ['r'], write: ['w'] }, env: ['E'] }),
  ).toBe(text)
})

test('what a row of an older version holds is written the same today', () => {
  expect(formatCapabilities({ env: [] })).toBe('{"env":[]}')
})

test('keys of secrets have one order as well', () => {
  const text =
    '{"env":[],"secrets":[{"name":"K","domain":"a","header":"h","prefix":"p "},{"name":"K","domain":"a","query":"q"}],"clock":true,"random":7}'
  const secrets = [
    { prefix: 'p ', header: 'h', domain: 'a', name: 'K' },
    { query: 'q', domain: 'a', name: 'K' },
  ]
  expect(formatCapabilities({ random: 7, clock: true, secrets, env: [] })).toBe(text)
})

test.each([
  { env: [] },
  { env: ['__proto__', 'HOME'] },
  { network: { domains: [] }, env: [] },
  { filesystem: { read: ['/a'], write: [] }, env: [] },
  { env: [], secrets: [] },
  { env: [], secrets: [{ name: 'K', domain: 'a.example', header: 'authorization', prefix: 'Bearer ' }] },
  { env: [], secrets: [{ name: 'K', domain: 'a.example', header: 'x-key' }] },
  { env: [], secrets: [{ name: '__proto__', domain: '*.a.example:8443', query: 'key' }] },
  { env: [], clock: true as const, random: true as const },
  { env: [], clock: '2026-01-01T00:00:00Z', random: 0 },
  { env: [], random: Number.MAX_SAFE_INTEGER },
])('%j comes back as it was', (capabilities) => {
  expect(parseCapabilities(formatCapabilities(capabilities))).toStrictEqual(capabilities)
})

test('null is taken for what is absent', () => {
  expect(parseCapabilities('{"network":null,"filesystem":null,"env":[]}')).toStrictEqual({ env: [] })
})

test.each([
  '',
  'null',
  '[]',
  '"env"',
  '{"env":[1]}',
  '{"env":"HOME"}',
  '{"env":[],"network":[]}',
  '{"env":[],"network":{"domains":"*"}}',
  '{"env":[],"network":{"domains":[],"ports":[22]}}',
  '{"env":[],"filesystem":{"read":[],"write":{}}}',
  '{"env":[],"processes":true}',
  '{"env":[],"clock":1}',
  '{"env":[],"clock":false}',
  '{"env":[],"random":"1"}',
  '{"env":[],"random":-1}',
  '{"env":[],"random":1.5}',
  '{"env":[],"random":9007199254740992}',
  '{"env":[],"secrets":{}}',
  '{"env":[],"secrets":[1]}',
  '{"env":[],"secrets":[{"name":"K","domain":"a"}]}',
  '{"env":[],"secrets":[{"name":"K","query":"q"}]}',
  '{"env":[],"secrets":[{"name":"K","domain":"a","query":1}]}',
  '{"env":[],"secrets":[{"name":"K","domain":"a","query":"q","header":"h"}]}',
  '{"env":[],"secrets":[{"name":"K","domain":"a","query":"q","prefix":"p"}]}',
  '{"env":[],"secrets":[{"name":"K","domain":"a","header":"h","value":"v"}]}',
  '{"env":[],"__proto__":{}}',
  '['.repeat(100_000),
])('%.40j holds no capabilities', (json) => {
  expect(parseCapabilities(json)).toBeUndefined()
})
