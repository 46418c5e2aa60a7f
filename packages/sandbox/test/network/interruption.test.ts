import { describe, expect, test } from 'vitest'
import { ask, entryOf, httpServer, rawServer, told } from './local-network.ts'

const OK = 'HTTP/1.1 200 OK\r\n'

/** Servers that never come to an end, by where they stop. */
const ENDLESS = [
  ['before anything', ''],
  ['within the status line', 'HTTP/1.1 2'],
  ['within the headers', `${OK}x: `],
  ['before the body', `${OK}content-length: 10\r\n\r\n`],
  ['within the body', `${OK}content-length: 10\r\n\r\nabc`],
  ['within a compressed body', `${OK}content-encoding: gzip\r\n\r\n\x1f\x8b\x08`],
  ['within a piece', `${OK}transfer-encoding: chunked\r\n\r\n5\r\nabc`],
  ['within what comes after a body', `${OK}transfer-encoding: chunked\r\n\r\n0\r\nx: `],
] as const

describe('a server that stays silent', () => {
  test.each(ENDLESS)('%s: the request runs out of time, and its connection is closed', async (_, bytes) => {
    const { origin, allClosed } = await rawServer((socket) => socket.write(bytes, 'latin1'))
    expect(told(await ask({ url: origin, limits: { requestTimeoutMs: 100 } }))).toBe('request-timed-out')
    await allClosed
  })

  test.each(ENDLESS)('%s: what its caller ends is over, and its connection is closed', async (_, bytes) => {
    const ending = new AbortController()
    const { origin, allClosed } = await rawServer((socket) => {
      socket.write(bytes, 'latin1')
      setTimeout(() => ending.abort(), 20)
    })
    await ask({ url: origin, signal: ending.signal })
    await allClosed
  })
})

describe('time runs', () => {
  test('through a body of one byte now and then', async () => {
    const { origin, allClosed } = await rawServer((socket) => {
      socket.write(`${OK}\r\n`)
      const timer = setInterval(() => socket.write('.'), 10)
      socket.once('close', () => clearInterval(timer))
    })
    expect(told(await ask({ url: origin, limits: { requestTimeoutMs: 200 } }))).toBe('request-timed-out')
    await allClosed
  })

  test('through all redirects together', async () => {
    const origin = await httpServer((_, response) => {
      setTimeout(() => response.writeHead(302, { location: '/' }).end(), 100)
    })
    expect(told(await ask({ url: origin, limits: { requestTimeoutMs: 250 } }))).toBe('request-timed-out')
  })

  test('while a name is resolved', async () => {
    const network = { allowAddresses: ['127.0.0.1'], resolve: () => new Promise<never>(() => {}) }
    expect(told(await ask({ url: 'https://slow.example/', network, limits: { requestTimeoutMs: 50 } }))).toBe(
      'request-timed-out',
    )
  })

  test('while a connection is made', async () => {
    // A server that answers no greeting of TLS.
    const { port, allClosed } = await rawServer(() => {})
    const url = `https://127.0.0.1:${port}/`
    expect(told(await ask({ url, limits: { requestTimeoutMs: 100 } }))).toBe('request-timed-out')
    await allClosed
  })
})

describe('what was ended before it began', () => {
  test('asks for no name', async () => {
    let asked = false
    const resolve = async (): Promise<never> => {
      asked = true
      throw new Error('no such name')
    }
    await ask({ url: 'https://early.example/', signal: AbortSignal.abort(), network: { resolve } })
    expect(asked).toBe(false)
  })

  test('is over when its name turns out to stand for nothing', async () => {
    const ending = new AbortController()
    const resolve = async (): Promise<never> => {
      ending.abort()
      await new Promise((done) => setTimeout(done, 10))
      throw new Error('no such name')
    }
    await ask({ url: 'https://late.example/', signal: ending.signal, network: { resolve } })
    // One that nobody waits for any longer must not end the process.
    await new Promise((done) => setTimeout(done, 50))
  })

  test('connects to nothing', async () => {
    const { origin, received } = await rawServer((socket) => socket.end(`${OK}\r\n`))
    await ask({ url: origin, signal: AbortSignal.abort() })
    expect(received).toEqual([])
  })

  test('is not connected once its name is known', async () => {
    const { origin, port, received } = await rawServer((socket) => socket.end(`${OK}\r\n`))
    const ending = new AbortController()
    let answer: (addresses: readonly string[]) => void = () => {}
    const resolve = (): Promise<readonly string[]> => {
      queueMicrotask(() => ending.abort())
      return new Promise((settle) => {
        answer = settle
      })
    }
    const url = `http://late.example:${port}/`
    await ask({
      url,
      domains: [entryOf(url), entryOf(origin)],
      signal: ending.signal,
      network: { allowAddresses: ['127.0.0.1'], resolve },
    })
    answer(['127.0.0.1'])
    await new Promise((done) => setTimeout(done, 50))
    expect(received).toEqual([])
  })
})
