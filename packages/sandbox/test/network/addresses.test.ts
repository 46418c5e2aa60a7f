import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, httpServer, rawServer, told } from './local-network.ts'

/** A resolver that gives these answers, one after another, the last again and again; and who asked. */
function resolver(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const resolve = async (host: string): Promise<readonly string[]> => {
    asked.push(host)
    return answers[Math.min(asked.length, answers.length) - 1] ?? []
  }
  return { asked, resolve }
}

const serve = () => httpServer((request, response) => response.end(`${request.headers.host}${request.url}`))

describe('a name is resolved, checked, and what was checked is connected', () => {
  test('the host of the request stays the name', async () => {
    const port = new URL(await serve()).port
    const { asked, resolve } = resolver(['127.0.0.1'])
    const url = `http://skill.example:${port}/x`
    expect(told(await ask({ url, network: { allowAddresses: ['127.0.0.1'], resolve } }))).toBe(
      `200 skill.example:${port}/x`,
    )
    expect(asked).toEqual(['skill.example'])
  })

  test('once: a name that stands for something else a moment later is not asked again', async () => {
    const port = new URL(await serve()).port
    const { asked, resolve } = resolver(['127.0.0.1'], ['127.0.0.2'])
    const network = { allowAddresses: ['127.0.0.1'], resolve }
    expect(told(await ask({ url: `http://rebind.example:${port}/`, network }))).toContain('200 ')
    expect(asked).toHaveLength(1)
  })

  test('anew for each request: one that was public and is now private is refused', async () => {
    const { origin, received } = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    const { resolve } = resolver(['192.0.2.7'], ['127.0.0.1'])
    const url = origin.replace('127.0.0.1', 'rebind.example')
    // 192.0.2.7 stands for a public address, since none can be reached here.
    const network = { allowAddresses: ['192.0.2.0/24'], resolve }
    expect(told(await ask({ url, network, limits: { requestTimeoutMs: 50 } }))).toMatch(
      /^(request-timed-out|connection-failed)$/,
    )
    expect(told(await ask({ url, network }))).toContain('its address 127.0.0.1 is not public')
    expect(received).toEqual([])
  })

  test('anew for each hop: a redirect to the same name can be refused', async () => {
    const origin = await httpServer((_, response) => response.writeHead(302, { location: '/again' }).end())
    const { asked, resolve } = resolver(['127.0.0.1'], ['169.254.169.254'])
    const url = origin.replace('127.0.0.1', 'rebind.example')
    expect(told(await ask({ url, network: { allowAddresses: ['127.0.0.1'], resolve } }))).toContain(
      '169.254.169.254 is not public',
    )
    expect(asked).toHaveLength(2)
  })

  test.each([
    [['127.0.0.1']],
    [['127.0.0.1', '8.8.8.8']],
    [['8.8.8.8', '127.0.0.1']],
    [['2606:4700:4700::1111', '::1']],
    [['8.8.8.8', '::ffff:127.0.0.1']],
    [['::1']],
    [['169.254.169.254']],
    [['fd00:ec2::254']],
    [['64:ff9b::7f00:1']],
    [['0.0.0.0']],
  ])('one address that is not public refuses all: %j', async (addresses) => {
    const { origin, received } = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
    const { resolve } = resolver(addresses)
    const url = origin.replace('127.0.0.1', 'mixed.example')
    const answer = await ask({ url, network: { allowAddresses: [], resolve } })
    expect(told(answer)).toMatch(
      /^denied: capability not permitted: http_fetch to mixed\.example:\d+: its address .* is not public; the host program can open it/,
    )
    expect(received).toEqual([])
  })

  test.each([
    [['8.8.8.8', 'not an address']],
    [['localhost']],
    [['fe80::1%eth0']],
    [['127.1']],
    [['0x7f000001']],
    [['']],
  ])('what is no address refuses all, and is not shown as one that could be opened: %j', async (addresses) => {
    const { resolve } = resolver(addresses)
    expect(told(await ask({ url: 'https://mixed.example/', network: { allowAddresses: [], resolve } }))).toBe(
      'denied: capability not permitted: http_fetch to mixed.example: what was found as its address is none that can be judged',
    )
  })

  test('a name that stands for nothing fails, and does not end the run', async () => {
    const { resolve } = resolver([])
    expect(told(await ask({ url: 'https://none.example/', network: { resolve } }))).toBe('unresolved-host')
    const failing = async (): Promise<never> => {
      throw new Error('the server of names did not answer')
    }
    expect(told(await ask({ url: 'https://none.example/', network: { resolve: failing } }))).toBe('unresolved-host')
  })

  test('the system resolver knows no name that there is not', async () => {
    expect(told(await ask({ url: 'https://name.invalid/' }))).toBe('unresolved-host')
  })

  test('the system resolver finds localhost, which is not public', async () => {
    const answer = await ask({ url: 'https://localhost/', network: { allowAddresses: [] } })
    expect(told(answer)).toMatch(/^denied: .*http_fetch to localhost: its address (127\.0\.0\.1|::1) is not public/)
  })

  test('a resolver that throws at once knows nothing', async () => {
    const resolve = (): never => {
      throw new Error('a fault of the host program')
    }
    expect(told(await ask({ url: 'https://none.example/', network: { resolve } }))).toBe('unresolved-host')
  })

  test('of very many addresses only the first eight are tried', async () => {
    const port = new URL(await serve()).port
    const closed = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 9}`)
    const network = { allowAddresses: ['127.0.0.0/8'] }
    const url = `http://many.example:${port}/`
    const eighth = resolver([...closed.slice(1), '127.0.0.1'])
    expect(told(await ask({ url, network: { ...network, resolve: eighth.resolve } }))).toContain('200 ')
    const ninth = resolver([...closed, '127.0.0.1'])
    expect(told(await ask({ url, network: { ...network, resolve: ninth.resolve } }))).toBe('connection-failed')
  })

  test('an address that does not answer is left for the next', async () => {
    const port = new URL(await serve()).port
    // Both are this machine; nothing listens on the first.
    const { resolve } = resolver(['127.0.0.9', '127.0.0.1'])
    const network = { allowAddresses: ['127.0.0.0/8'], resolve }
    expect(told(await ask({ url: `http://two.example:${port}/`, network }))).toContain('200 two.example')
  })
})

describe('an address as a host', () => {
  test.each(['http://127.0.0.1', 'http://127.1', 'http://0x7f.1', 'http://017700000001', 'http://2130706433'])(
    '%s is the one in the manifest, and is judged like any other',
    async (host) => {
      const port = new URL(await serve()).port
      const domains = [`http://127.0.0.1:${port}`]
      expect(told(await ask({ url: `${host}:${port}/`, domains }))).toBe(`200 127.0.0.1:${port}/`)
      expect(told(await ask({ url: `${host}:${port}/`, domains, network: { allowAddresses: [] } }))).toContain(
        'is not public',
      )
    },
  )

  test.each([
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://[64:ff9b::7f00:1]',
    'http://0',
    'http://[::]',
  ])('%s is not opened by 127.0.0.1', async (host) => {
    expect(told(await ask({ url: `${host}:1/` }))).toContain('is not public')
  })

  test('one of IPv6 is reached when it is opened', async (context) => {
    const server = createServer((request, response) => response.end(request.headers.host))
    const listens = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true))
    })
    if (!listens) return context.skip('needs a loopback address of IPv6')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const url = `http://[0:0::1]:${port}/`
    expect(told(await ask({ url, network: { allowAddresses: ['::1'] } }))).toBe(`200 [::1]:${port}`)
  })

  test('no resolver is asked for it', async () => {
    const { asked, resolve } = resolver(['127.0.0.1'])
    await ask({ url: await serve(), network: { allowAddresses: ['127.0.0.1'], resolve } })
    expect(asked).toEqual([])
  })
})
