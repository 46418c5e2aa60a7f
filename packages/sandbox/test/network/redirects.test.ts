import { describe, expect, test } from 'vitest'
import { ask, entryOf, httpServer, rawServer, told } from './local-network.ts'

/** A server that tells what it was asked; `/to/STATUS?URL` redirects there, and `seen` has every request. */
async function server() {
  const seen: string[] = []
  const origin = await httpServer(async (request, response) => {
    const chunks = await request.toArray()
    const {
      authorization = '-',
      'x-custom': custom = '-',
      'content-type': type = '-',
      accept = '-',
      cookie = '-',
    } = request.headers
    seen.push(
      `${request.method} ${request.url} ${[authorization, custom, type, accept, cookie]} ${Buffer.concat(chunks)}`.trim(),
    )
    const [, status, to] = /^\/to\/(\d+)\?(.*)$/.exec(request.url ?? '') ?? []
    if (status === undefined) return void response.end('here')
    response.writeHead(Number(status), { location: decodeURIComponent(to ?? ''), 'set-cookie': 'a=b' }).end('there')
  })
  const to = (status: number, url: string): string => `${origin}/to/${status}?${encodeURIComponent(url)}`
  return { origin, to, seen }
}

const HEADERS = [
  ['authorization', 'A'],
  ['x-custom', 'B'],
  ['content-type', 'C'],
  ['accept', 'D'],
] as const

describe('a redirect is followed', () => {
  test.each([
    [301, 'POST', 'GET /end A,B,-,D,-'],
    [302, 'POST', 'GET /end A,B,-,D,-'],
    [303, 'PUT', 'GET /end A,B,-,D,-'],
    [307, 'POST', 'POST /end A,B,C,D,- body'],
    [308, 'PUT', 'PUT /end A,B,C,D,- body'],
    [301, 'DELETE', 'DELETE /end A,B,C,D,- body'],
  ])('%i after %s, within one origin', async (status, method, last) => {
    const { to, seen } = await server()
    expect(told(await ask({ url: to(status, '/end'), method, headers: HEADERS, body: 'body' }))).toBe('200 here')
    expect(seen.at(-1)).toBe(last)
  })

  test.each([
    [303, 'POST', 'GET /end -,-,-,D,-'],
    [307, 'POST', 'POST /end -,-,C,D,- body'],
  ])('%i after %s to another origin has neither credentials nor custom headers', async (status, method, last) => {
    const [a, b] = [await server(), await server()]
    const domains = [entryOf(a.origin), entryOf(b.origin)]
    const url = a.to(status, `${b.origin}/end`)
    expect(told(await ask({ url, method, headers: HEADERS, body: 'body', domains }))).toBe('200 here')
    expect(b.seen).toEqual([last])
  })

  test('what was dropped on the way out does not come back on the way home', async () => {
    const [a, b] = [await server(), await server()]
    const domains = [entryOf(a.origin), entryOf(b.origin)]
    await ask({ url: a.to(307, b.to(307, `${a.origin}/end`)), headers: HEADERS, domains })
    expect(a.seen.at(-1)).toBe('GET /end -,-,C,D,-')
  })

  test('a relative location counts from where it was sent, without its fragment', async () => {
    const { to, seen } = await server()
    expect(told(await ask({ url: to(302, '../x/./y#z') }))).toBe('200 here')
    expect(seen.at(-1)).toMatch(/^GET \/x\/y /)
  })

  test('to a location with a space as browsers read it', async () => {
    const { to, seen } = await server()
    expect(told(await ask({ url: to(302, '/a b') }))).toBe('200 here')
    expect(seen.at(-1)).toMatch(/^GET \/a%20b /)
  })

  test('five times and no more', async () => {
    const { to, seen } = await server()
    const chain = (hops: number): string => (hops === 0 ? '/end' : to(302, chain(hops - 1)))
    expect(told(await ask({ url: chain(5) }))).toBe('200 here')
    expect(seen).toHaveLength(6)
    expect(told(await ask({ url: chain(6) }))).toBe('too-many-redirects')
    expect(seen).toHaveLength(12)
  })

  test('in a circle only so often', async () => {
    let count = 0
    const origin = await httpServer((_, response) => {
      count++
      response.writeHead(302, { location: '/' }).end()
    })
    expect(told(await ask({ url: origin }))).toBe('too-many-redirects')
    expect(count).toBe(6)
  })

  test('no body that comes with it is waited for', async () => {
    const { origin, allClosed } = await rawServer((socket) => {
      socket.write('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n')
    })
    const domains = [entryOf(origin), 'http://127.0.0.1:1']
    expect(told(await ask({ url: origin, domains }))).toBe('connection-failed')
    await allClosed
  })
})

describe('every hop is judged from the start', () => {
  test.each([
    ['http://169.254.169.254/latest/meta-data/', 'add "http://169.254.169.254"'],
    ['http://127.0.0.1:1/', 'add "http://127.0.0.1:1"'],
    ['https://evil.example/', 'add "evil.example"'],
    ['//evil.example/', 'add "http://evil.example"'],
    ['\\\\evil.example/', 'add "http://evil.example"'],
    ['file:///etc/passwd', 'only https: and http:'],
    ['data:text/plain,x', 'only https: and http:'],
    ['gopher://127.0.0.1/', 'only https: and http:'],
  ])('to %s is denied, and told who sent it there', async (location, advice) => {
    const { origin, to } = await server()
    const answer = told(await ask({ url: to(302, location) }))
    expect(answer).toContain(advice)
    expect(answer).toContain(`, where ${new URL(origin).host} redirects to: `)
  })

  test('to an address that is granted and not public is refused', async () => {
    const { origin, to } = await server()
    const domains = [entryOf(origin), 'http://169.254.169.254']
    expect(told(await ask({ url: to(302, 'http://169.254.169.254/'), domains }))).toContain(
      'its address 169.254.169.254 is not public',
    )
  })

  test.each(['http://user@127.0.0.1/', 'http://', 'http://a b/', 'http://evil.example./'])(
    'to what is no plain URL is an error of the server: %j',
    async (location) => {
      const { to } = await server()
      expect(told(await ask({ url: to(302, location) }))).toBe('protocol-error')
    },
  )

  test('to two places at once is an error of the server', async () => {
    const { origin } = await rawServer((socket) =>
      socket.end('HTTP/1.1 302 Found\r\nlocation: /a\r\nlocation: /b\r\n\r\n'),
    )
    expect(told(await ask({ url: origin }))).toBe('protocol-error')
  })

  test.each([300, 304, 305, 306, 399])('%i is a response, not a redirect', async (status) => {
    const { to } = await server()
    expect(told(await ask({ url: to(status, '/end') }))).toMatch(new RegExp(`^${status} `))
  })

  test('without a location it is a response', async () => {
    const origin = await httpServer((_, response) => response.writeHead(302).end('nowhere'))
    expect(told(await ask({ url: origin }))).toBe('302 nowhere')
  })
})
