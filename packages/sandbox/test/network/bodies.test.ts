import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ask, headerOf, httpServer, rawServer, told } from './local-network.ts'

const MAX = 2_097_152

/** What a skill is told of a body that is sent with these codings. */
async function answerTo(encoding: string, body: Uint8Array, method = 'GET'): Promise<Awaited<ReturnType<typeof ask>>> {
  const origin = await httpServer((_, response) => {
    response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length }).end(body)
  })
  return ask({ url: origin, method })
}

describe('bodies are decoded', () => {
  const text = Buffer.from('a body that was sent')
  test.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', text],
    ['', text],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['deflate,gzip , gzip', gzipSync(gzipSync(deflateSync(text)))],
  ])('%s', async (encoding, body) => {
    const answer = await answerTo(encoding, body)
    expect(told(answer)).toBe('200 a body that was sent')
    if (/[gdb]/i.test(encoding.replace('identity', ''))) {
      expect([headerOf(answer, 'content-encoding'), headerOf(answer, 'content-length')]).toEqual([undefined, undefined])
    }
  })

  test('two members of gzip are one body', async () => {
    expect(told(await answerTo('gzip', Buffer.concat([gzipSync('a'), gzipSync('b')])))).toBe('200 ab')
  })

  test('what HEAD is answered has none, whatever its headers say', async () => {
    const answer = await answerTo('gzip', gzipSync(text), 'HEAD')
    expect(told(answer)).toBe('200 ')
    expect(headerOf(answer, 'content-encoding')).toBe('gzip')
  })

  test('an empty body needs no decoding', async () => {
    expect(told(await answerTo('gzip', Buffer.alloc(0)))).toBe('200 ')
    expect(told(await answerTo('br', Buffer.alloc(0)))).toBe('200 ')
  })

  test('a coding that is not known is left as it is, and told', async () => {
    const answer = await answerTo('gzip, zap', text)
    expect(told(answer)).toBe('200 a body that was sent')
    expect(headerOf(answer, 'content-encoding')).toBe('gzip, zap')
  })

  test('of a body in pieces every byte is there', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 251)
    const origin = await httpServer((_, response) => {
      for (let at = 0; at < bytes.length; at += 777) response.write(bytes.subarray(at, at + 777))
      response.end()
    })
    const answer = await ask({ url: origin })
    expect(answer.kind === 'response' && Buffer.compare(answer.body, bytes)).toBe(0)
  })
})

describe('what is no body of its coding is an error', () => {
  test.each([
    ['gzip', Buffer.from('not compressed at all')],
    ['gzip', gzipSync('a body that was sent').subarray(0, -9)],
    ['gzip', Buffer.concat([gzipSync('a body').subarray(0, -8), Buffer.alloc(8)])],
    ['deflate', deflateRawSync('raw, without the head that RFC 9110 wants')],
    ['deflate', deflateSync('a body').subarray(0, -1)],
    ['br', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['br', brotliCompressSync('a body that was sent').subarray(0, -3)],
    ['gzip, gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(gzipSync(''))))],
    [Array(1_000).fill('gzip').join(), gzipSync('')],
  ])('%s', async (encoding, body) => {
    expect(told(await answerTo(encoding, body))).toBe('protocol-error')
  })
})

describe('no more than the limit is taken', () => {
  test('a body of the limit is taken, one byte more is not', async () => {
    const origin = await httpServer((request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)))))
    const exact = await ask({ url: `${origin}/${MAX}` })
    expect(exact.kind === 'response' && exact.body.length).toBe(MAX)
    expect(told(await ask({ url: `${origin}/${MAX + 1}` }))).toBe('too-large')
    const limits = { maxResponseBytes: 10 }
    expect(told(await ask({ url: `${origin}/11`, limits }))).toBe('too-large')
    expect((await ask({ url: `${origin}/10`, limits })).kind).toBe('response')
  })

  test.each([
    ['gzip', gzipSync(Buffer.alloc(MAX + 1))],
    ['gzip', gzipSync(Buffer.alloc(200_000_000), { level: 1 })],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(200_000_000)))],
    ['br', brotliCompressSync(Buffer.alloc(MAX + 1))],
    ['deflate', deflateSync(Buffer.alloc(20_000_000))],
  ])('of a bomb by %s', async (encoding, body) => {
    const before = process.memoryUsage().rss
    expect(told(await answerTo(encoding, body))).toBe('too-large')
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000)
  })

  test('of a body without an end, and its connection is closed', async () => {
    const piece = Buffer.alloc(65_536)
    const { origin, allClosed } = await rawServer((socket) => {
      const fill = (): void => {
        while (!socket.destroyed && socket.write(piece));
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.on('drain', fill)
      fill()
    })
    expect(told(await ask({ url: origin }))).toBe('too-large')
    await allClosed
  })

  test('of a compressed body that goes on and says nothing', async () => {
    // The head of gzip, then blocks that are stored as they are and hold no byte (RFC 1951, section 3.2.4).
    const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    const nothing = Buffer.from([0, 0, 0, 0xff, 0xff])
    const { origin, allClosed } = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n')
      socket.write(Buffer.concat([head, ...Array<Buffer>(10_000).fill(nothing)]))
    })
    expect(told(await ask({ url: origin, limits: { maxResponseBytes: 20_000 } }))).toBe('too-large')
    await allClosed
  })

  test('of a body that is announced as huge', async () => {
    const { origin, allClosed } = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9007199254740991\r\n\r\n')
      socket.write(Buffer.alloc(MAX + 1))
    })
    expect(told(await ask({ url: origin }))).toBe('too-large')
    await allClosed
  })
})
