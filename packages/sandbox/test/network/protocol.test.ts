import { describe, expect, test } from 'vitest'
import { ask, headerOf, rawServer, told } from './local-network.ts'

const OK = 'HTTP/1.1 200 OK\r\n'

/** What a skill is told of a server that sends just this and then closes, or stays silent. */
async function answerTo(bytes: string, { close = true } = {}): Promise<string> {
  const { origin } = await rawServer((socket) => (close ? socket.end(bytes, 'latin1') : socket.write(bytes, 'latin1')))
  return told(await ask({ url: `${origin}/`, limits: { requestTimeoutMs: 10_000 } }))
}

describe('what is no HTTP', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a status line without a version', '200 OK\r\n\r\n'],
    ['a version that there is not', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['HTTP/2 that was not asked for', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without a colon', `${OK}nothing\r\n\r\n`],
    ['a space before the colon', `${OK}content-length : 2\r\n\r\nab`],
    ['a NUL in a value', `${OK}x: a\0b\r\n\r\n`],
    ['a name that is none', `${OK}x y: a\r\n\r\n`],
    ['two lengths that differ', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nabc`],
    ['a length below zero', `${OK}content-length: -1\r\n\r\n`],
    ['a length that is no number', `${OK}content-length: 0x2\r\n\r\nab`],
    ['a length of 2⁶⁴', `${OK}content-length: 18446744073709551616\r\n\r\nab`],
    ['a length and pieces', `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n`],
    ['a piece whose length is none', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n`],
    ['a piece that is longer than it says', `${OK}transfer-encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n`],
  ])('%s', async (_, bytes) => {
    expect(await answerTo(bytes)).toBe('protocol-error')
  })
})

describe('a connection that breaks', () => {
  test.each([
    ['before anything', ''],
    [
      'a change of protocol that nobody asked for',
      'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
    ],

    ['within the status line', 'HTTP/1.1 2'],
    ['within the headers', `${OK}x: a\r\n`],
    ['before the whole length', `${OK}content-length: 5\r\n\r\nabc`],
    ['within a piece', `${OK}transfer-encoding: chunked\r\n\r\n5\r\nabc`],
    ['before the last piece', `${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`],
  ])('%s', async (_, bytes) => {
    expect(await answerTo(bytes)).toBe('connection-failed')
  })

  test('is what a port says where nobody listens', async () => {
    const { origin } = await rawServer((socket) => socket.resetAndDestroy())
    expect(told(await ask({ url: origin }))).toBe('connection-failed')
    expect(told(await ask({ url: 'http://127.0.0.1:1/' }))).toBe('connection-failed')
  })
})

describe('what is strange and still HTTP', () => {
  test.each([
    ['a body that ends with the connection', `${OK}\r\nabc`, '200 abc'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nabc', '200 abc'],
    ['no reason', 'HTTP/1.1 200\r\ncontent-length: 3\r\n\r\nabc', '200 abc'],
    [
      'a hint before the response',
      `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}content-length: 3\r\n\r\nabc`,
      '200 abc',
    ],
    ['more than was announced', `${OK}content-length: 3\r\n\r\nabcHTTP/1.1 500 NO\r\n\r\n`, '200 abc'],
    ['a body where there can be none', 'HTTP/1.1 204 No Content\r\n\r\nabc', '204 '],
    ['a status that has no name', 'HTTP/1.1 599 x\r\ncontent-length: 0\r\n\r\n', '599 '],
  ])('%s', async (_, bytes, answer) => {
    expect(await answerTo(bytes)).toBe(answer)
  })

  test('a response that is split by its own header is one response', async () => {
    const { origin } = await rawServer((socket) => {
      socket.end(`${OK}x: a\r\n\r\nHTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n`)
    })
    const answer = await ask({ url: origin })
    expect(told(answer)).toMatch(/^200 HTTP\/1\.1 302/)
    expect(headerOf(answer, 'location')).toBeUndefined()
  })

  test('bytes of headers are told as characters of Latin-1', async () => {
    const { origin } = await rawServer((socket) => socket.end(Buffer.from(`${OK}X-Name: caf\xe9\r\n\r\n`, 'latin1')))
    expect(headerOf(await ask({ url: origin }), 'x-name')).toBe('café')
  })
})

describe('headers beyond their limits', () => {
  const lines = (count: number, value = ''): string =>
    Array.from({ length: count }, (_, i) => `x-${i}: ${value}\r\n`).join('')
  test.each([
    ['100', `${OK}${lines(100)}\r\n`, '200 '],
    ['101', `${OK}${lines(101)}\r\n`, 'too-large'],
    ['100,000', `${OK}${lines(100_000)}\r\n`, 'too-large'],
    ['one with 16,384 bytes, name and value', `${OK}abcd: ${'v'.repeat(16_380)}\r\n\r\n`, '200 '],
    ['one with 16,385', `${OK}abcd: ${'v'.repeat(16_381)}\r\n\r\n`, 'too-large'],
    ['a name without an end', `${OK}${'n'.repeat(1_000_000)}`, 'too-large'],
    ['after the body', `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${lines(100_000)}\r\n`, 'too-large'],
  ])('%s', async (_, bytes, answer) => {
    expect(await answerTo(bytes)).toBe(answer)
  })

  test('hints without end take no longer than a request may', async () => {
    const { origin, allClosed } = await rawServer((socket) => {
      const hint = (): void =>
        void (socket.destroyed || socket.write('HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\n', () => setImmediate(hint)))
      hint()
    })
    expect(told(await ask({ url: origin, limits: { requestTimeoutMs: 300 } }))).toBe('request-timed-out')
    await allClosed
  })
})

describe('headers that a skill sees', () => {
  test('are not those of the connection, nor cookies', async () => {
    const head = `${OK}Connection: close\r\nKeep-Alive: timeout=5\r\nSet-Cookie: a=b\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    const { origin } = await rawServer((socket) => socket.end(head))
    const answer = await ask({ url: origin })
    expect(answer.kind === 'response' && answer.headers).toEqual([
      ['x-a', '1'],
      ['x-a', '2'],
    ])
  })
})
