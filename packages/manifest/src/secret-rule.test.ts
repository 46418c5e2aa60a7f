import { expect, test } from 'vitest'
import { secretDomainProblem, secretHeaderProblem, secretPrefixProblem, secretQueryProblem } from './secret-rule.ts'

test.each(['authorization', 'Authorization', 'X-API-Key', 'x_key', 'PRIVATE-TOKEN', '__proto__', 'constructor'])(
  'takes the header %s',
  (header) => expect(secretHeaderProblem(header)).toBeUndefined(),
)

test.each([
  ['', 'empty'],
  ['x'.repeat(129), 'longer'],
  ['authorization:', 'must not have the `:`'],
  ['a b', 'name of a header'],
  ['a\r\nb', 'name of a header'],
  ['a\0', 'name of a header'],
  ['schlüssel', 'name of a header'],
  ['Host', 'speaks of the message'],
  ['cookie', 'speaks of the message'],
  ['Set-Cookie', 'speaks of the message'],
  ['Content-Length', 'speaks of the message'],
  ['transfer-encoding', 'speaks of the message'],
  ['CONNECTION', 'speaks of the message'],
  ['te', 'speaks of the message'],
  ['origin', 'speaks of the message'],
  ['Proxy-Authorization', 'speaks of the message'],
  ['X-HTTP-Method-Override', 'speaks of the message'],
  ['content_length', 'speaks of the message'],
  ['Sec-Fetch-Site', 'speaks of the message'],
])('refuses the header %j: %s', (header, reason) => {
  expect(secretHeaderProblem(header)).toContain(reason)
})

test.each(['Bearer ', 'Token token=', 'Basic '])('takes the prefix %j', (prefix) => {
  expect(secretPrefixProblem(prefix)).toBeUndefined()
})

test.each([
  ['', 'leave the key out'],
  [' Bearer', 'begin with a space'],
  ['a\r\nb: ', 'printable'],
  ['a\tb', 'printable'],
  ['é', 'printable'],
  ['x'.repeat(65), 'longer'],
])('refuses the prefix %j: %s', (prefix, reason) => {
  expect(secretPrefixProblem(prefix)).toContain(reason)
})

test.each(['key', 'api_key', 'appid', 'filter[key]', 'a-b.c~d'])('takes the query parameter %s', (parameter) => {
  expect(secretQueryProblem(parameter)).toBeUndefined()
})

test.each(['', 'a b', 'a=b', 'a&b', 'a#', 'a%20', 'a+b', '$key', 'é', '\u202e', 'x'.repeat(129)])(
  'refuses the query parameter %j',
  (parameter) => expect(secretQueryProblem(parameter)).toBeDefined(),
)

test.each([
  ['api.example.com', undefined],
  ['*.example.com:8443', undefined],
  ['http://api.example.com', 'never sent unencrypted'],
  ['https://api.example.com', 'leave out'],
  ['*', 'pattern'],
])('of the domain %s says %s', (domain, reason) => {
  if (reason === undefined) expect(secretDomainProblem(domain)).toBeUndefined()
  else expect(secretDomainProblem(domain)).toContain(reason)
})
