import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import { createServer } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { type TestCertificates, testCertificates } from '../../../../tooling/testing/test-certificates.ts'
import { ask, entryOf, listening, told } from './local-network.ts'

const ours = await testCertificates()
const others = await testCertificates()
const resolve = async (): Promise<readonly string[]> => ['127.0.0.1']

/** Starts a server by https; what it saw, and its port. */
async function secureServer({ certificate, key }: TestCertificates = ours, options: ServerOptions = {}) {
  const names: unknown[] = []
  const server = createSecureServer({ cert: certificate, key, ...options }, (request, response) => {
    names.push((request.socket as { servername?: unknown }).servername)
    const to = /^\/to\?(.*)$/.exec(request.url ?? '')?.[1]
    response
      .writeHead(to === undefined ? 200 : 307, to === undefined ? {} : { location: decodeURIComponent(to) })
      .end('secret')
  })
  return { port: await listening(server), names }
}

const trusting = { allowAddresses: ['127.0.0.1'], resolve, ca: ours.authority }

describe('a server by https shows who it is', () => {
  test('by a certificate of an authority that the host program trusts', async () => {
    const { port, names } = await secureServer()
    expect(told(await ask({ url: `https://localhost:${port}/`, network: trusting }))).toBe('200 secret')
    expect(names).toEqual(['localhost'])
  })

  test('for an address, by a certificate with the address, and no name is sent', async () => {
    const { port, names } = await secureServer()
    expect(told(await ask({ url: `https://127.0.0.1:${port}/`, network: trusting }))).toBe('200 secret')
    expect(names).toEqual([false])
  })

  test.each([
    ['an authority that nobody trusts', 'localhost', others, ours.authority],
    ['an authority that is not trusted by default', 'localhost', ours, undefined],
    ['another name', 'api.example.com', ours, ours.authority],
    ['a name that ends like its own', 'evil-localhost', ours, ours.authority],
  ])('%s is refused, and nothing is sent', async (_, host, certificates, ca) => {
    const { port, names } = await secureServer(certificates)
    const network = ca === undefined ? { allowAddresses: ['127.0.0.1'], resolve } : { ...trusting, ca }
    expect(told(await ask({ url: `https://${host}:${port}/`, network }))).toBe('certificate-refused')
    expect(names).toEqual([])
  })

  test('whatever the environment says', async () => {
    const { port } = await secureServer(others)
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    try {
      expect(told(await ask({ url: `https://localhost:${port}/`, network: trusting }))).toBe('certificate-refused')
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    }
  })

  test('a server that speaks no TLS is no connection', async () => {
    const port = await listening(
      (await import('node:net')).createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')),
    )
    expect(told(await ask({ url: `https://localhost:${port}/`, network: trusting }))).toBe('connection-failed')
  })

  test('a server that knows only old versions of TLS is no connection', async () => {
    const { port } = await secureServer(ours, {
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(told(await ask({ url: `https://localhost:${port}/`, network: trusting }))).toBe('connection-failed')
  })

  test('a server that would rather speak HTTP/2 is asked by HTTP/1.1', async () => {
    const offered: unknown[] = []
    const server = createServer(
      { cert: ours.certificate, key: ours.key, ALPNProtocols: ['h2', 'http/1.1'] },
      (socket) => {
        offered.push(socket.alpnProtocol)
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
      },
    )
    const port = await listening(server)
    expect(told(await ask({ url: `https://localhost:${port}/`, network: trusting }))).toBe('200 ')
    expect(offered).toEqual(['http/1.1'])
  })
})

describe('a redirect away from https', () => {
  test('needs an entry of its own', async () => {
    const { port } = await secureServer()
    const http = await listening((await import('node:http')).createServer((_, response) => response.end('plain')))
    const url = `https://localhost:${port}/to?${encodeURIComponent(`http://localhost:${http}/`)}`
    expect(told(await ask({ url, network: trusting }))).toContain(
      `add "http://localhost:${http}" to [capabilities.network] domains`,
    )
    const domains = [entryOf(url), `http://localhost:${http}`]
    expect(told(await ask({ url, domains, network: trusting }))).toBe('200 plain')
  })
})
