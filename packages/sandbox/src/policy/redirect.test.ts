import { describe, expect, test } from 'vitest'
import { redirectedHop, redirectLocations } from './redirect.ts'

const hop = (method: string, body = 'body') => ({
  method,
  url: 'https://a.example/x',
  headers: [
    ['authorization', 'token'],
    ['content-type', 'text/plain'],
    ['accept', '*/*'],
    ['x-custom', '1'],
  ] as const,
  body: new TextEncoder().encode(body),
})
const names = (headers: readonly (readonly [string, string])[]): string => headers.map(([name]) => name).join()
const SAME = new URL('https://a.example/y')

describe('methods and bodies follow the Fetch standard', () => {
  test.each([
    [301, 'GET', 'GET'],
    [301, 'POST', 'GET'],
    [301, 'PUT', 'PUT'],
    [301, 'HEAD', 'HEAD'],
    [302, 'POST', 'GET'],
    [302, 'DELETE', 'DELETE'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'DELETE', 'GET'],
    [303, 'GET', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [307, 'POST', 'POST'],
    [307, 'PUT', 'PUT'],
    [308, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('%i after %s asks by %s', (status, before, after) => {
    const { method, body, headers } = redirectedHop(hop(before, before === 'POST' ? 'body' : 'b'), status, SAME)
    expect(method).toBe(after)
    const changed = before !== after
    expect(body.length === 0).toBe(changed)
    expect(names(headers)).toBe(
      changed ? 'authorization,accept,x-custom' : 'authorization,content-type,accept,x-custom',
    )
  })
})

describe('credentials and custom headers stay with their origin', () => {
  test.each(['https://b.example/', 'https://a.example:8443/', 'http://a.example/', 'https://x.a.example/'])(
    'to %s they are dropped',
    (url) => {
      expect(names(redirectedHop(hop('PUT'), 307, new URL(url)).headers)).toBe('content-type,accept')
      expect(names(redirectedHop(hop('POST'), 303, new URL(url)).headers)).toBe('accept')
    },
  )
})

test('only a redirect with a location leads somewhere', () => {
  const to = [['location', '/y']] as const
  expect([301, 302, 303, 307, 308].map((status) => redirectLocations(status, to))).toEqual(Array(5).fill(['/y']))
  expect([200, 201, 300, 304, 305, 306, 309].flatMap((status) => redirectLocations(status, to))).toEqual([])
  expect(redirectLocations(302, [['content-location', '/y']])).toEqual([])
  expect(redirectLocations(302, [...to, ['location', '/z']])).toEqual(['/y', '/z'])
})
