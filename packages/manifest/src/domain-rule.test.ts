import { expect, test } from 'vitest'
import { domainProblem } from './domain-rule.ts'

test.each([
  'api.example.com',
  '*.example.com',
  '*.a-b.example.co.uk',
  'localhost',
  'xn--mnchen-3ya.de',
  '93.184.216.34',
  '[2001:db8::1]',
  `${'a'.repeat(63)}.example`,
])('takes %s', (domain) => {
  expect(domainProblem(domain)).toBeUndefined()
})

test.each([
  ['', 'empty'],
  ['*', 'pattern'],
  ['*.', 'not a host'],
  ['*.com', 'top-level'],
  ['*.*.com', 'first label'],
  ['a.*.com', 'first label'],
  ['*example.com', 'first label'],
  ['*.1.2.3.4', 'address'],
  ['*.[::1]', 'address'],
  ['https://example.com', 'scheme'],
  ['http://example.com', 'scheme'],
  ['example.com:443', 'port'],
  ['user@example.com', 'user'],
  ['example.com/', 'path'],
  ['example.com\\x', 'path'],
  ['example.com?q', 'path'],
  ['example.com#f', 'path'],
  ['example.com.', 'dot'],
  ['.example.com', 'labels'],
  ['a..b', 'labels'],
  ['-a.example', 'labels'],
  ['a-.example', 'labels'],
  ['a_b.example', 'labels'],
  [`${'a'.repeat(64)}.example`, ''],
  ['a'.repeat(254), 'longer'],
  ['API.example.com', 'write "api.example.com"'],
  ['*.Example.com', 'write "*.example.com"'],
  ['münchen.de', 'write "xn--mnchen-3ya.de"'],
  ['exаmple.com', 'U+0430'],
  ['exam\u200bple.com', 'U+200B'],
  ['example。com', 'write "example.com"'],
  ['127.1', 'write "127.0.0.1"'],
  ['0', 'write "0.0.0.0"'],
  ['0x7f.1', 'write "127.0.0.1"'],
  ['017700000001', 'write "127.0.0.1"'],
  ['1.2.3.4.5', 'not a host'],
  ['::1', 'brackets'],
  ['[0:0:0:0:0:0:0:1]', 'write "[::1]"'],
  ['[::ffff:127.0.0.1]', 'write "[::ffff:7f00:1]"'],
  ['exa mple.com', 'not a host'],
  ['exa\nmple.com', 'U+000A'],
  ['%65xample.com', 'write "example.com"'],
])('refuses %j: %s', (domain, reason) => {
  expect(domainProblem(domain)).toContain(reason)
})
