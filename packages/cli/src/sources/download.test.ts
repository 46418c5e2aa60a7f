import { createServer, type RequestListener } from 'node:http'
import { globalAgent } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startHttpsSite } from '../../test/https-site.ts'
import { type DownloadOptions, download } from './download.ts'

const usual = globalAgent.options.ca
beforeEach(() => globalAgent.destroy())
afterEach(() => {
  globalAgent.options.ca = usual
})

/** Starts a site whose authority is trusted, and gives its origin. */
async function trustedSite(listener: RequestListener): Promise<string> {
  const { origin, authority } = await startHttpsSite(listener)
  globalAgent.options.ca = authority
  return origin
}

function fetched(address: string, options: Partial<DownloadOptions> = {}): Promise<Uint8Array> {
  return download(address, { accept: '*/*', maxBytes: 1_000_000, ...options })
}

async function faultOf(
  promise: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string; readonly hint: string }> {
  const error: unknown = await promise.then(
    () => new Error('it was taken'),
    (reason: unknown) => reason,
  )
  return { code: '', hint: '', ...(error as object), message: (error as Error).message }
}

test('gives the bytes, and tells how many have come', async () => {
  const body = new Uint8Array(300_000).fill(7)
  const origin = await trustedSite((_, response) => response.setHeader('content-length', body.length).end(body))
  const told: (readonly [number, number | undefined])[] = []
  const bytes = await fetched(`${origin}/a.skill`, { onProgress: (...now) => told.push(now) })
  expect(Buffer.compare(bytes, body)).toBe(0)
  expect(told.at(-1)).toEqual([300_000, 300_000])
})

test('sends no credentials, cookies or place within a page, and asks for nothing compressed', async () => {
  const seen: unknown[] = []
  const origin = await trustedSite((request, response) => {
    seen.push(request.url, { ...request.headers, host: '' })
    response
      .setHeader('set-cookie', 'a=b')
      .writeHead(request.url === '/a' ? 302 : 200, { location: '/b?c' })
      .end()
  })
  await fetched(`${origin}/a#part`)
  const headers = {
    accept: '*/*',
    'accept-encoding': 'identity',
    'user-agent': 'blufio',
    connection: 'keep-alive',
    host: '',
  }
  expect(seen).toEqual(['/a', headers, '/b?c', headers])
})

test.each([301, 302, 303, 307, 308])('follows a redirect of status %i to another server by https', async (status) => {
  const target = await trustedSite((_, response) => response.end('here'))
  const origin = await trustedSite((_, response) => response.writeHead(status, { location: `${target}/x` }).end())
  expect(Buffer.from(await fetched(origin)).toString()).toBe('here')
})

test('takes five redirects and no more', async () => {
  let left = 0
  const origin = await trustedSite((_, response) => {
    left--
    response.writeHead(left < 0 ? 200 : 302, { location: '/again' }).end('done')
  })
  left = 5
  expect(Buffer.from(await fetched(origin)).toString()).toBe('done')
  left = 6
  expect(await faultOf(fetched(origin))).toMatchObject({
    code: 'ERR_CLI_DOWNLOAD_REFUSED',
    message: expect.stringContaining('more than 5 times'),
  })
})

describe('never asks for what a redirect names', () => {
  test('when it is not by https', async () => {
    let asked = false
    const plain = createServer((_, response) => {
      asked = true
      response.end('unprotected')
    })
    await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))
    onTestFinished(() => void plain.close())
    const location = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/a`
    const origin = await trustedSite((_, response) => response.writeHead(302, { location }).end())
    expect(await faultOf(fetched(origin))).toMatchObject({
      code: 'ERR_CLI_DOWNLOAD_REFUSED',
      message: expect.stringContaining(`leads to ${location}`),
    })
    expect(asked).toBe(false)
  })

  test.each([
    'file:///etc/passwd',
    'data:,x',
    'ftp://example.com/a',
    'https://user:secret@127.0.0.1/a',
    'https://',
    'https://a:99999/',
  ])('such as %s', async (location) => {
    const origin = await trustedSite((_, response) => response.writeHead(302, { location }).end())
    const { code, message } = await faultOf(fetched(origin))
    expect(code).toBe('ERR_CLI_DOWNLOAD_REFUSED')
    expect(message).not.toContain('secret')
  })

  test('when it names nothing', async () => {
    const origin = await trustedSite((_, response) => response.writeHead(302).end())
    expect(await faultOf(fetched(origin))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_REFUSED' })
  })
})

describe('refuses an address', () => {
  test.each([
    'http://example.com/a.skill',
    'ftp://example.com/a',
    'https://me:secret@example.com/a',
    'example.com',
    '',
  ])('%j', async (address) => {
    const { code, message, hint } = await faultOf(fetched(address))
    expect(code).toBe('ERR_CLI_DOWNLOAD_REFUSED')
    expect(hint).not.toBe('')
    expect(message).not.toContain('secret')
  })
})

describe('takes no more than it was told', () => {
  const limit = { maxBytes: 1000 }

  test('where the server says beforehand how much it is', async () => {
    const origin = await trustedSite((_, response) =>
      response.writeHead(200, { 'content-length': 1001 }).end(Buffer.alloc(1001)),
    )
    expect(await faultOf(fetched(origin, limit))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_TOO_LARGE' })
  })

  test('where the body has no end', async () => {
    let isOver = false
    const origin = await trustedSite((_, response) => {
      response.on('close', () => {
        isOver = true
      })
      const more = (): void => {
        while (!isOver && response.write(Buffer.alloc(500)));
        if (!isOver) response.once('drain', more)
      }
      more()
    })
    expect(await faultOf(fetched(origin, limit))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_TOO_LARGE' })
    await expect.poll(() => isOver).toBe(true)
  })

  test('and so much it takes', async () => {
    const origin = await trustedSite((_, response) => response.end(Buffer.alloc(1000)))
    expect(await fetched(origin, limit)).toHaveLength(1000)
  })

  test('where the body is compressed, which it does not unpack', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    for (const encoding of ['gzip', 'br', 'deflate', 'x']) {
      const origin = await trustedSite((_, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
      )
      expect(await faultOf(fetched(origin))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_REFUSED' })
    }
  })
})

describe('does not wait for ever', () => {
  test('for an answer', async () => {
    const origin = await trustedSite(() => {})
    expect(await faultOf(fetched(origin, { silenceMs: 50 }))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_TIMEOUT' })
  })

  test('for a body that stops', async () => {
    const origin = await trustedSite((_, response) => void response.writeHead(200).write('a'))
    expect(await faultOf(fetched(origin, { silenceMs: 50 }))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_TIMEOUT' })
  })

  test('for a body that comes byte by byte', async () => {
    const origin = await trustedSite((_, response) => {
      const drip = setInterval(() => response.write('a'), 5)
      response.on('close', () => clearInterval(drip))
    })
    expect(await faultOf(fetched(origin, { deadlineMs: 200 }))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_TIMEOUT' })
  })
})

describe('tells what went wrong', () => {
  test.each([
    [404, 'ERR_CLI_DOWNLOAD_NOT_FOUND'],
    [410, 'ERR_CLI_DOWNLOAD_NOT_FOUND'],
    [401, 'ERR_CLI_DOWNLOAD_FAILED'],
    [403, 'ERR_CLI_DOWNLOAD_FAILED'],
    [500, 'ERR_CLI_DOWNLOAD_FAILED'],
    [206, 'ERR_CLI_DOWNLOAD_FAILED'],
    [304, 'ERR_CLI_DOWNLOAD_FAILED'],
  ])('when the status is %i', async (status, code) => {
    const origin = await trustedSite((_, response) => response.writeHead(status).end())
    expect(await faultOf(fetched(origin))).toMatchObject({
      code,
      message: expect.stringContaining(String(status)),
      hint: expect.stringMatching(/./),
    })
  })

  test('when it is a web page', async () => {
    const origin = await trustedSite((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>'),
    )
    expect(await faultOf(fetched(origin))).toMatchObject({
      code: 'ERR_CLI_DOWNLOAD_REFUSED',
      message: expect.stringContaining('web page'),
    })
  })

  test('when the server does not prove who it is', async () => {
    const { origin } = await startHttpsSite((_, response) => response.end())
    expect(await faultOf(fetched(origin))).toMatchObject({
      code: 'ERR_CLI_DOWNLOAD_FAILED',
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    })
  })

  test('when the server has the certificate of another', async () => {
    const origin = await trustedSite((_, response) => response.end())
    expect(await faultOf(fetched(origin.replace('127.0.0.1', '127.0.0.2')))).toMatchObject({
      code: 'ERR_CLI_DOWNLOAD_FAILED',
    })
  })

  test('when the server speaks no https', async () => {
    const plain = createServer((_, response) => response.end())
    await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))
    onTestFinished(() => void plain.close())
    expect(await faultOf(fetched(`https://127.0.0.1:${(plain.address() as AddressInfo).port}`))).toMatchObject({
      code: 'ERR_CLI_DOWNLOAD_FAILED',
      hint: expect.stringContaining('https'),
    })
  })

  test('when nobody answers there', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    await new Promise((done) => server.close(done))
    expect(await faultOf(fetched(`https://127.0.0.1:${port}`))).toMatchObject({
      code: 'ERR_CLI_DOWNLOAD_FAILED',
      hint: expect.stringContaining('does not answer'),
    })
  })

  test('when the body ends early', async () => {
    const origin = await trustedSite((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('a', () => response.destroy())
    })
    expect(await faultOf(fetched(origin))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_FAILED' })
  })

  test('when there is no end of headers', async () => {
    const origin = await trustedSite((_, response) => response.writeHead(200, { 'x-long': 'a'.repeat(100_000) }).end())
    expect(await faultOf(fetched(origin))).toMatchObject({ code: 'ERR_CLI_DOWNLOAD_FAILED' })
  })
})
