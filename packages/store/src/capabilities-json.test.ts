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

test.each([
  { env: [] },
  { env: ['__proto__', 'HOME'] },
  { network: { domains: [] }, env: [] },
  { filesystem: { read: ['/a'], write: [] }, env: [] },
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
  '{"env":[],"__proto__":{}}',
  '['.repeat(100_000),
])('%.40j holds no capabilities', (json) => {
  expect(parseCapabilities(json)).toBeUndefined()
})
