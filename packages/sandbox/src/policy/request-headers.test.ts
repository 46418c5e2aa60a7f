import { describe, expect, test } from 'vitest'
import { requestHeaders } from './request-headers.ts'
import { requestMethod } from './request-method.ts'

test('names are sent in lower case, values without spaces around them, in their order', () => {
  expect(
    requestHeaders([
      ['Accept', ' a/b\t'],
      ['X-A', '1'],
      ['x-a', '2'],
      ['empty', ''],
    ]),
  ).toEqual([
    ['accept', 'a/b'],
    ['x-a', '1'],
    ['x-a', '2'],
    ['empty', ''],
  ])
})

describe('headers that are refused', () => {
  test.each([
    ...['Host', 'host', 'HOST', 'Cookie', 'Cookie2', 'Set-Cookie', 'Content-Length', 'Transfer-Encoding', 'Connection'],
    ...[
      'Keep-Alive',
      'Proxy-Connection',
      'Proxy-Authorization',
      'Sec-Fetch-Site',
      'Sec-WebSocket-Key',
      'TE',
      'Trailer',
    ],
    ...[
      'Upgrade',
      'HTTP2-Settings',
      'Expect',
      'Via',
      'Date',
      'DNT',
      'Origin',
      'Referer',
      'Accept-Encoding',
      'Accept-Charset',
    ],
    ...[
      'Access-Control-Request-Method',
      'Content_Length',
      'transfer_encoding',
      'X-HTTP-Method-Override',
      'X-Method',
      'x_http_method',
    ],
    ...[
      '',
      ' ',
      'a b',
      'a:',
      'a\n',
      'a\r\nhost',
      'a\0',
      '\ta',
      'ä',
      'a(',
      'a"',
      'a/',
      'a@',
      'a,b',
      'Ｈost',
      'ho\u017Ft',
    ],
  ])('by its name: %j', (name) => {
    expect(
      requestHeaders([
        ['accept', '*/*'],
        [name, 'x'],
      ]),
    ).toBeUndefined()
  })

  test.each(['a\rb', 'a\nb', 'a\r\nhost: x', 'a\0', '\x01', '\x7f', 'ä', '\u0100', '\u560d\u560a', '\ud800'])(
    'by its value: %j',
    (value) => {
      expect(requestHeaders([['x-a', value]])).toBeUndefined()
    },
  )

  test('beyond 100', () => {
    const many = Array.from({ length: 101 }, (_, index) => [`x-${index}`, ''] as const)
    expect(requestHeaders(many.slice(1))).toHaveLength(100)
    expect(requestHeaders(many)).toBeUndefined()
  })

  test('a value of spaces is judged in time linear in its length', () => {
    expect(requestHeaders([['a', `x${' '.repeat(16_000)}x`]])).toHaveLength(1)
    expect(requestHeaders([['a', `x${' '.repeat(10_000_000)}x`]])).toBeUndefined()
  })

  test('beyond 16,384 bytes of names and values', () => {
    expect(requestHeaders([['abcd', 'v'.repeat(16_380)]])).toHaveLength(1)
    expect(requestHeaders([['abcd', 'v'.repeat(16_381)]])).toBeUndefined()
  })
})

describe('methods', () => {
  test.each([
    ['get', 'GET'],
    ['Post', 'POST'],
    ['PATCH', 'PATCH'],
    ['patch', 'patch'],
    ['PROPFIND', 'PROPFIND'],
  ])('%s is sent as %s', (method, sent) => {
    expect(requestMethod(method)).toBe(sent)
  })

  test.each(['', 'CONNECT', 'connect', 'TRACE', 'Track', 'GE T', 'GET\r\n', 'GET /', 'GÉT', 'A'.repeat(33), 'GET\0'])(
    '%j is refused',
    (method) => {
      expect(requestMethod(method)).toBeUndefined()
    },
  )
})
