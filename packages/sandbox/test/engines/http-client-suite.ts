import { expect, test } from 'vitest'
import { browserHttpClient } from '../../src/platform/http-client.browser.ts'
import type { HopAnswer } from '../../src/platform/http-client.ts'
import type { SeenRequest } from '../support/capability-handler.ts'
import { seenRequests, testServers } from '../support/capability-server.ts'

const servers = testServers()
const client = browserHttpClient({ allowAddresses: ['127.0.0.1'] })
const BOUNDS = { maxResponseBytes: 100_000, maxResponseHeaderBytes: 2_000 }

function send(url: string, signal: AbortSignal = new AbortController().signal, method = 'GET'): Promise<HopAnswer> {
  const hop = { method, url, headers: [['x-custom', '1']] as const, body: new Uint8Array() }
  return client.send(hop, BOUNDS, signal)
}

async function seenAs(state: SeenRequest['state'], id: string): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await seenRequests(servers.open, id))[0]?.state === state) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

test('a request is a stranger: no cookies, no referrer, not from the cache', async () => {
  const origin = servers.open
  const id = crypto.randomUUID()
  // biome-ignore lint/suspicious/noDocumentCookie: cookies know no ports, so this is one for the server.
  document.cookie = 'session=of-the-page'
  for (let round = 0; round < 2; round++) {
    const answer = await send(`${origin}/echo?id=${id}`)
    expect(answer).toMatchObject({ kind: 'response', status: 200 })
  }
  const seen = await seenRequests(origin, id)
  const requests = seen.filter(({ method }) => method === 'GET')
  expect(requests).toHaveLength(2)
  for (const { headers } of requests) {
    expect(headers).toMatchObject({ 'x-custom': '1', origin: location.origin })
    expect([headers['cookie'], headers['referer'], headers['authorization']]).toEqual([undefined, undefined, undefined])
  }
})

test('a request to the page itself has no cookies, either', async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: what a page has.
  document.cookie = 'session=of-the-page'
  const answer = await send(`${location.origin}/cookie`)
  expect(answer).toMatchObject({ kind: 'response', status: 200 })
  expect(new TextDecoder().decode((answer as { body: Uint8Array<ArrayBuffer> }).body)).toBe('')
})

test.each([301, 302, 303, 307, 308])('a redirect by %i is followed nowhere', async (status) => {
  const id = crypto.randomUUID()
  for (const there of [`${servers.open}/echo?id=${id}`, `${location.origin}/`, `${servers.closed}/echo?id=${id}`]) {
    const answer = await send(`${servers.open}/redirect/${status}?to=${encodeURIComponent(there)}`)
    expect(answer).toEqual({ kind: 'failed', failure: 'too-many-redirects' })
  }
  expect(await seenRequests(servers.open, id)).toEqual([])
})

test.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'QUERY'])('%s is sent as such', async (method) => {
  const id = crypto.randomUUID()
  const answer = await send(`${servers.open}/echo?id=${id}`, undefined, method)
  expect(answer).toMatchObject({ kind: 'response', status: 200 })
  expect((await seenRequests(servers.open, id)).map((seen) => seen.method)).toEqual([method])
})

test('a body of exactly the limit is taken, and of one longer no more than that', async () => {
  expect(await send(`${servers.open}/bytes/100000`)).toMatchObject({ kind: 'response', body: { length: 100_000 } })
  expect(await send(`${servers.open}/bytes/100001`)).toEqual({ kind: 'failed', failure: 'too-large' })
  const id = crypto.randomUUID()
  expect(await send(`${servers.open}/bytes/500000000?id=${id}`)).toEqual({ kind: 'failed', failure: 'too-large' })
  expect(await seenAs('aborted', id)).toBe(true)
})

test('a compressed bomb is stopped at the limit of what comes out of it', async () => {
  expect(await send(`${servers.open}/bomb/100000`)).toMatchObject({ kind: 'response', body: { length: 100_000 } })
  const id = crypto.randomUUID()
  expect(await send(`${servers.open}/bomb/4000000000?id=${id}`)).toEqual({ kind: 'failed', failure: 'too-large' })
  expect(await seenAs('aborted', id)).toBe(true)
})

test('headers beyond the limit are too large, and their body is not waited for', async () => {
  expect(await send(`${servers.open}/headers/10?bytes=10`)).toMatchObject({ kind: 'response' })
  expect(await send(`${servers.open}/headers/10?bytes=300`)).toEqual({ kind: 'failed', failure: 'too-large' })
})

test.each(['slow', 'drip'])('a raised signal ends the wait for /%s, and the connection', async (path) => {
  const id = crypto.randomUUID()
  const stop = new AbortController()
  const answer = send(`${servers.open}/${path}?id=${id}`, stop.signal)
  expect(await seenAs('open', id)).toBe(true)
  stop.abort()
  expect((await answer).kind).toBe('failed')
  expect(await seenAs('aborted', id)).toBe(true)
})

test('a server that is not for pages, or is not there, is a failed connection', async () => {
  for (const url of [`${servers.closed}/echo`, 'http://127.0.0.1:1/', 'https://nowhere.invalid/']) {
    expect(await send(url)).toEqual({ kind: 'failed', failure: 'connection-failed' })
  }
})

test.each([
  ['http://localhost/', '127.0.0.1'],
  ['https://a.localhost:8443/', '127.0.0.1'],
  ['http://127.0.0.1:1/', '127.0.0.1'],
  ['https://10.1.2.3/', '10.1.2.3'],
  ['https://169.254.169.254/', '169.254.169.254'],
  ['https://[::1]/', '::1'],
  ['https://[::ffff:7f00:1]/', '::ffff:7f00:1'],
])('%s is not asked unless the host program opens it', async (url, address) => {
  const strict = browserHttpClient({})
  const hop = { method: 'GET', url, headers: [], body: new Uint8Array() }
  const answer = await strict.send(hop, BOUNDS, new AbortController().signal)
  expect(answer).toEqual({ kind: 'address-refused', address })
})

test.each([{ ca: 'PEM' }, { resolve: async () => [] }, { allowAddresses: ['localhost'] }])(
  '%j is no option here',
  (options) => {
    expect(() => browserHttpClient(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  },
)
