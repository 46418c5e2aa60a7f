import type { SkillSecret } from '@blufio/core'
import { expect, test } from 'vitest'
import type { HttpHop } from '../http-message.ts'

import { faultOfPlace, secretAdder } from './secrets.ts'

const VALUE = 's3cret/+ &value'
const HEADER = { name: 'KEY', domain: 'api.example.com', header: 'Authorization', prefix: 'Bearer ' }
const QUERY = { name: 'KEY', domain: 'api.example.com', query: 'key' }

function hop(url: string, headers: HttpHop['headers'] = []): HttpHop {
  return { method: 'GET', url, headers, body: new Uint8Array() }
}

test('a header is put into a request to its domain, in place of those of the guest', () => {
  const add = secretAdder(HEADER, VALUE)
  const guest = [
    ['accept', '*/*'],
    ['authorization', 'mine'],
  ] as const
  expect(add(hop('https://api.example.com/a?b', guest))).toEqual(
    hop('https://api.example.com/a?b', [
      ['accept', '*/*'],
      ['authorization', `Bearer ${VALUE}`],
    ]),
  )
  const spelled = secretAdder({ ...HEADER, header: 'X-Api-Key' }, VALUE)
  expect(spelled(hop('https://api.example.com/', [['x_api_key', 'mine']])).headers).toEqual([
    ['x-api-key', `Bearer ${VALUE}`],
  ])
})

test.each([
  ['', `?key=s3cret%2F%2B%20%26value`],
  ['?', '?key=s3cret%2F%2B%20%26value'],
  ['?a=%20+b&key=mine&c', '?a=%20+b&c&key=s3cret%2F%2B%20%26value'],
  ['?key', '?key=s3cret%2F%2B%20%26value'],
  ['?%6bey=mine&k%65y', '?key=s3cret%2F%2B%20%26value'],
  ['?keys=1&Key=2', '?keys=1&Key=2&key=s3cret%2F%2B%20%26value'],
])('a query parameter is put into %j, in place of those of the guest', (given, sent) => {
  const add = secretAdder(QUERY, VALUE)
  const { url } = add(hop(`https://api.example.com/path${given}`))
  expect(url).toBe(`https://api.example.com/path${sent}`)
  expect(new URL(url).searchParams.getAll('key')).toEqual([VALUE])
})

test.each<[string, Partial<SkillSecret>]>([
  ['https://other.example.com/', {}],
  ['https://example.com/', {}],
  ['https://a.api.example.com/', {}],
  ['https://api.example.com.evil.example/', {}],
  ['https://api.example.com:8443/', {}],
  ['http://api.example.com/', {}],
  ['http://api.example.com/', { domain: 'http://api.example.com' }],
  ['https://api.example.com/', { domain: 'api.example.com:8443' }],
  ['https://example.com/', { domain: '*.example.com' }],
])('nothing is put into %s for %j', (url, changes) => {
  const asked = hop(url, [['authorization', 'mine']])
  expect(secretAdder({ ...HEADER, ...changes } as SkillSecret, VALUE)(asked)).toEqual(asked)
  expect(secretAdder({ ...QUERY, ...changes } as SkillSecret, VALUE)(asked)).toEqual(asked)
})

test.each<[string, Partial<SkillSecret>, string | undefined]>([
  ['a header', {}, undefined],
  ['a server without encryption', { domain: 'http://api.example.com' }, 'is sent to a server without encryption'],
  ['a header of the connection', { header: 'Host' }, 'has no header that a skill may send'],
  ['a header with a line end', { header: 'a\r\nb' }, 'has no header that a skill may send'],
  ['a prefix with a line end', { prefix: 'a\r\nb: ' }, 'has no header that a skill may send'],
  ['a prefix that begins with a space', { prefix: ' a' }, 'has a prefix that begins with a space'],
])('%s as a place', (_, changes, fault) => {
  expect(faultOfPlace({ ...HEADER, ...changes } as SkillSecret)).toBe(fault)
})

test.each([
  ['api_key', undefined],
  ['', 'has no name of a query parameter'],
  ['a&b', 'has no name of a query parameter'],
])('the parameter %j as a place', (query, fault) => {
  expect(faultOfPlace({ ...QUERY, query })).toBe(fault)
})
