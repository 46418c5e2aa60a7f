import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ask, httpServer, rawServer, told } from './local-network.ts'

const EMPTY = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'

describe('what is sent', () => {
  test.each([
    ['GET', '', 'GET /a?b HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\naccept-encoding: gzip, deflate, br\r\n\r\n'],
    [
      'POST',
      'body',
      'POST /a?b HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\naccept-encoding: gzip, deflate, br\r\ncontent-length: 4\r\n\r\nbody',
    ],
    [
      'PUT',
      '',
      'PUT /a?b HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\naccept-encoding: gzip, deflate, br\r\ncontent-length: 0\r\n\r\n',
    ],
    [
      'DELETE',
      '',
      'DELETE /a?b HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\naccept-encoding: gzip, deflate, br\r\n\r\n',
    ],
    [
      'PROPFIND',
      'x',
      'PROPFIND /a?b HTTP/1.1\r\nhost: HOST\r\nconnection: close\r\naccept-encoding: gzip, deflate, br\r\ncontent-length: 1\r\n\r\nx',
    ],
  ])('for %s, to the byte', async (method, body, bytes) => {
    const { origin, received } = await rawServer((socket) => socket.end(EMPTY))
    expect(told(await ask({ url: `${origin}/a?b#c`, method, body }))).toBe('200 ')
    expect(received).toEqual([bytes.replace('HOST', new URL(origin).host)])
  })

  test('headers in their order, a name twice where it was there twice', async () => {
    const { origin, received } = await rawServer((socket) => socket.end(EMPTY))
    await ask({
      url: origin,
      headers: [
        ['X-B', ' 2 '],
        ['x-a', '1'],
        ['X-B', '3'],
        ['user-agent', 'skill'],
      ],
    })
    expect(received[0]).toContain('\r\nx-b: 2\r\nx-a: 1\r\nx-b: 3\r\nuser-agent: skill\r\n')
  })

  test('over a connection of its own each time', async () => {
    const { origin, received } = await rawServer((socket) => socket.write(EMPTY))
    for (const path of ['/1', '/2', '/3']) await ask({ url: `${origin}${path}` })
    expect(received).toHaveLength(3)
  })

  test('all of a body, while the server does not read it at first', async () => {
    const origin = await httpServer((request, response) => {
      setTimeout(async () => response.end(String(Buffer.concat(await request.toArray()).length)), 50)
    })
    expect(told(await ask({ url: origin, method: 'POST', body: 'x'.repeat(1_048_576) }))).toBe('200 1048576')
  })
})

describe('what is not sent', () => {
  test.each([
    ['a header that must not be', { headers: [['host', 'evil.example']] as const }, 'invalid-argument'],
    ['a line break in a value', { headers: [['x-a', 'b\r\nhost: evil.example']] as const }, 'invalid-argument'],
    ['a method with a space', { method: 'GET / HTTP/1.1\r\nx:' }, 'invalid-argument'],
    ['CONNECT', { method: 'CONNECT' }, 'invalid-argument'],
    ['a body of GET', { body: 'x' }, 'invalid-argument'],
    ['a body of HEAD', { method: 'HEAD', body: 'x' }, 'invalid-argument'],
    ['a body beyond the limit', { method: 'POST', body: 'x'.repeat(1_048_577) }, 'too-large'],
  ])('%s', async (_, request, failure) => {
    const { origin, received } = await rawServer((socket) => socket.end(EMPTY))
    expect(told(await ask({ url: origin, ...request }))).toBe(failure)
    expect(received).toEqual([])
  })
})

describe('the environment', () => {
  test('can put no proxy in between, as it does for the fetch of the runtime', async () => {
    const { origin: proxy, received } = await rawServer((socket) =>
      socket.end('HTTP/1.1 502 No\r\ncontent-length: 0\r\n\r\n'),
    )
    const origin = await httpServer((_, response) => response.end('direct'))
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY']
    const environment = Object.fromEntries(names.map((name) => [name, proxy]))
    const program = spawn(process.execPath, [fileURLToPath(new URL('ask-program.ts', import.meta.url)), origin], {
      env: { ...process.env, ...environment, no_proxy: '', NO_PROXY: '', NODE_USE_ENV_PROXY: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await once(program, 'close')
    expect(said).toBe('direct, proxied')
    expect(received).not.toEqual([])
  })
})
