import type { SkillResult } from '@blufio/core'
import { describe, expect, test } from 'vitest'
import type { SeenRequest } from '../support/capability-handler.ts'
import { seenRequests, testServers } from '../support/capability-server.ts'
import { fetchCall, networkSkill, requestCall } from '../support/network-skill.ts'
import { ISOLATIONS, manifestOf, runOnce, WAITING, withRuntime } from '../support/skills.ts'

const servers = testServers()

/** Loopback, which the tests' servers listen on. */
const network = { allowAddresses: ['127.0.0.0/8'] }
/** A page is not told where a redirect leads: it follows none. */
const isPage = typeof window !== 'undefined'

const granting = (...domains: readonly string[]) => ({ capabilities: { network: { domains } } })

describe.each(ISOLATIONS)('a skill that declares no network, $isolation', (isolation) => {
  test.each([
    ['http_request', 'https://api.example.com/a?key=1', 'api.example.com'],
    ['http_fetch', 'https://api.example.com/a?key=1', 'api.example.com'],
    ['http_request', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
    ['http_fetch', 'https://MÜNCHEN.de', 'xn--mnchen-3ya.de'],
  ])('is denied %s to %s, and told the line that it would need', async (name, url, entry) => {
    const call = name === 'http_request' ? requestCall : fetchCall
    const result = await runOnce(
      { ...isolation, network },
      networkSkill((place) => `(drop ${call(place, url)})`),
    )
    expect(result).toMatchObject({
      outcome: 'denied',
      isError: true,
      content: `capability not permitted: ${name} to ${entry}: add "${entry}" to [capabilities.network] domains`,
    })
  })

  test('is denied what is no URL, too', async () => {
    const result = await runOnce(
      isolation,
      networkSkill((place) => `(drop ${requestCall(place, 'nothing')})`),
    )
    expect(result.content).toBe(
      "capability not permitted: http_request to what can't be read as a URL: add its server to [capabilities.network] domains",
    )
  })

  test('has no response to read', async () => {
    const wasm = networkSkill(
      () => `(call $tell (i32.add (i32.add (call $http_status (i32.const 0)) (call $http_close (i32.const 0)))
        (i32.add (call $http_read (i32.const 0) (i32.const 0) (i32.const 8)) (call $http_headers (i32.const 1) (i32.const 0) (i32.const 8)))))`,
    )
    expect((await runOnce(isolation, wasm)).content).toBe('-4')
  })
})

describe.each(WAITING)('a skill that declares a server, %s', (_, isolation) => {
  const run = (
    body: Parameters<typeof networkSkill>[0],
    domains = [servers.open],
    options = {},
  ): Promise<SkillResult> => {
    return runOnce({ ...isolation, network, ...options }, networkSkill(body), granting(...domains))
  }

  test('gets the status of http_request, and the body is its content', async () => {
    expect((await run((place) => `(call $tell ${requestCall(place, `${servers.open}/status/418`)})`)).content).toBe(
      '418',
    )
    expect(await run((place) => `(drop ${requestCall(place, `${servers.open}/status/404`)})`)).toMatchObject({
      outcome: 'ok',
      content: 'status 404',
    })
  })

  test.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'])('asks by the number of %s', async (method) => {
    const number = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'].indexOf(method)
    const body = number === 0 || number === 5 ? '' : 'ünïcode'
    const id = crypto.randomUUID()
    const { content } = await run(
      (place) => `(drop ${requestCall(place, `${servers.open}/echo?id=${id}`, { method: number, body })})`,
    )
    expect((await seenRequests(servers.open, id)).map((seen) => seen.method)).toEqual([method])
    if (method !== 'HEAD') expect(JSON.parse(content)).toMatchObject({ method, body })
  })

  test('sends headers and any method by http_fetch, and nothing of the host', async () => {
    const headers = 'Accept: text/plain\nx-custom:  1 \n'
    const { content } = await run(
      (place) => `(drop ${fetchCall(place, `${servers.open}/echo`, { method: 'QUERY', headers, body: 'b' })})`,
    )
    const echo = JSON.parse(content) as { method: string; body: string; headers: [string, string][] }
    expect(echo).toMatchObject({ method: 'QUERY', body: 'b' })
    expect(echo.headers.filter(([name]) => name === 'accept' || name === 'x-custom').sort()).toEqual([
      ['accept', 'text/plain'],
      ['x-custom', '1'],
    ])
    expect(echo.headers.filter(([name]) => /^(cookie|authorization|referer)$/.test(name))).toEqual([])
  })

  test('reads a response in pieces, and its status and headers, until it closes it', async () => {
    const { content } = await run(
      (place) => `(local $handle i32)
        (local.set $handle ${fetchCall(place, `${servers.open}/bytes/25`)})
        (if (i32.ne (call $http_status (local.get $handle)) (i32.const 200)) (then unreachable))
        (if (i32.lt_s (call $http_headers (local.get $handle) (i32.const 0) (i32.const 0)) (i32.const 0)) (then unreachable))
        (if (i32.ne (call $http_read (local.get $handle) (i32.const 40000) (i32.const 10)) (i32.const 10)) (then unreachable))
        (if (i32.ne (call $http_read (local.get $handle) (i32.const 40010) (i32.const 0)) (i32.const 0)) (then unreachable))
        (if (i32.ne (call $http_read (local.get $handle) (i32.const 40010) (i32.const 25000)) (i32.const 15)) (then unreachable))
        (if (i32.ne (call $http_read (local.get $handle) (i32.const 0) (i32.const 10)) (i32.const 0)) (then unreachable))
        (if (i32.ne (call $http_close (local.get $handle)) (i32.const 0)) (then unreachable))
        (if (i32.ne (call $http_close (local.get $handle)) (i32.const -1)) (then unreachable))
        (if (i32.ne (call $http_read (local.get $handle) (i32.const 0) (i32.const 10)) (i32.const -1)) (then unreachable))
        (call $set_output (i32.const 40000) (i32.const 25))`,
    )
    expect(content).toBe('0123456789012345678901234')
  })

  test('gets headers as lines, and of those only what there is room for', async () => {
    const lines = await run(
      (place) => `(drop ${requestCall(place, `${servers.open}/headers/2?bytes=3`)})
        (call $set_output (i32.const 40000) (call $http_headers (i32.const 0) (i32.const 40000) (i32.const 20000)))`,
    )
    expect(lines.content).toMatch(/^([!-9;-~]+: .*\n)+$/)
    expect(lines.content).toContain('x-header-1: vvv\n')
    const part = await run(
      (place) => `(drop ${requestCall(place, `${servers.open}/headers/2?bytes=3`)})
        (i32.store8 (i32.const 40005) (i32.const 33))
        (drop (call $http_headers (i32.const 0) (i32.const 40000) (i32.const 5)))
        (call $set_output (i32.const 40000) (i32.const 6))`,
    )
    expect(part.content).toBe(`${lines.content.slice(0, 5)}!`)
  })

  test('has 16 responses open and no more, beside that of http_request', async () => {
    const { content } = await run(
      (place) => `(local $left i32)
        (drop ${requestCall(place, `${servers.open}/status/200`)})
        (local.set $left (i32.const 16))
        (loop $open
          (if (i32.lt_s ${fetchCall(place, `${servers.open}/status/200`)} (i32.const 1)) (then unreachable))
          (br_if $open (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
        (if (i32.ne ${fetchCall(place, `${servers.open}/status/200`)} (i32.const -12)) (then unreachable))
        (drop (call $http_close (i32.const 3)))
        (call $tell ${fetchCall(place, `${servers.open}/status/200`)})`,
    )
    expect(content).toBe('17')
  })

  test.each([
    ['a method that there is not', (url: string) => (place: Place) => requestCall(place, url, { method: 6 }), -1],
    ['a method that is no word', (url: string) => (place: Place) => fetchCall(place, url, { method: 'G T' }), -1],
    ['a body of GET', (url: string) => (place: Place) => requestCall(place, url, { body: 'x' }), -1],
    [
      'a header that must not be sent',
      (url: string) => (place: Place) => fetchCall(place, url, { headers: 'Host: evil.example\n' }),
      -1,
    ],
    [
      'a header of two lines',
      (url: string) => (place: Place) => fetchCall(place, url, { headers: 'x: a\r\nhost: evil.example' }),
      -1,
    ],
    ['a header that is none', (url: string) => (place: Place) => fetchCall(place, url, { headers: 'x: a\n\n' }), -1],
    ['a URL with a user', (url: string) => (place: Place) => requestCall(place, url.replace('//', '//user@')), -1],
    ['a URL of 9,000 bytes', (url: string) => (place: Place) => requestCall(place, `${url}?${'x'.repeat(9_000)}`), -1],
    [
      'a body beyond the limit',
      (url: string) => (place: Place) => requestCall(place, url, { method: 1, body: 'x'.repeat(1_001) }),
      -8,
    ],
  ])('gets a code for %s, and nothing is sent', async (_, call, code) => {
    const id = crypto.randomUUID()
    const url = `${servers.open}/echo?id=${id}`
    const { content } = await run((place) => `(call $tell ${call(url)(place)})`, [servers.open], {
      limits: { maxRequestBytes: 1_000 },
    })
    expect(content).toBe(String(code))
    expect(await seenRequests(servers.open, id)).toEqual([])
  })

  test.each([
    ['a body beyond the limit', '/bytes/1001', -8, 30_000],
    ['a bomb', '/bomb/10000000', -8, 30_000],
    ['too many headers', '/headers/101', -8, 30_000],
    ['headers beyond the limit', '/headers/3?bytes=6000', -8, 30_000],
    ['a body that ends too late', '/drip', -25, 500],
    ['a response that does not come', '/slow', -25, 500],
  ])('gets a code for %s', async (_, path, code, requestTimeoutMs) => {
    const { content } = await run(
      (place) => `(call $tell ${requestCall(place, `${servers.open}${path}`)})`,
      [servers.open],
      {
        limits: { maxResponseBytes: 1_000, requestTimeoutMs },
      },
    )
    expect(content).toBe(String(code))
  })

  test('gets a code where nobody listens', async () => {
    const { content } = await run(
      (place) => `(call $tell ${requestCall(place, 'http://127.0.0.1:1/')})`,
      ['http://127.0.0.1:1'],
    )
    expect(content).toBe('-21')
  })

  test.each([
    ['another port', (origin: string) => origin.replace(/\d+$/, '9'), 'http://127.0.0.1:9'],
    ['https', (origin: string) => origin.replace(/^http:(.*):\d+$/, 'https:$1'), '127.0.0.1'],
    ['another host', () => 'http://localhost:9', 'http://localhost:9'],
    ['another way to write an address that was not granted', () => 'http://0x7f.2/', 'http://127.0.0.2'],
  ])('is denied %s, and can not go on', async (_, change, entry) => {
    const result = await run(
      (place) =>
        `(call $log (i32.const 2) (i32.const 0) (i32.const 4)) (drop ${requestCall(place, change(servers.open))}) (call $tell (i32.const 1))`,
    )
    expect(result).toMatchObject({
      outcome: 'denied',
      content: `capability not permitted: http_request to ${entry}: add "${entry}" to [capabilities.network] domains`,
      logs: [{ message: 'http' }],
    })
  })

  test('is denied an address that its host program did not open, granted or not', async () => {
    const { outcome, content } = await run((place) => `(drop ${requestCall(place, servers.open)})`, [servers.open], {
      network: {},
    })
    expect(outcome).toBe('denied')
    expect(content).toMatch(
      /: its address 127\.0\.0\.1 is not public; the host program can open it by the option network\.allowAddresses/,
    )
  })

  test('reaches nothing that a redirect leads to without a grant', async () => {
    const id = crypto.randomUUID()
    const to = `${servers.closed}/echo?id=${id}`
    const result = await run(
      (place) => `(call $tell ${requestCall(place, `${servers.open}/redirect/302?to=${encodeURIComponent(to)}`)})`,
    )
    expect(await seenRequests(servers.open, id)).toEqual([])
    if (isPage) expect(result.content).toBe('-24')
    else expect(result.content).toContain(`, where ${new URL(servers.open).host} redirects to: add "${servers.closed}"`)
  })

  test('is over when its time is up, and so is its request', async () => {
    const id = crypto.randomUUID()
    const wasm = networkSkill((place) => `(drop ${requestCall(place, `${servers.open}/drip?id=${id}`)})`)
    const result = await runOnce({ ...isolation, network }, wasm, { ...granting(servers.open), epochTimeoutSecs: 0.5 })
    expect(result.outcome).toBe('timed-out')
    expect(await seenAs('aborted', id)).toBe(true)
  })

  test('is over when it is cancelled, and so is its request', async () => {
    const id = crypto.randomUUID()
    const wasm = networkSkill((place) => `(drop ${requestCall(place, `${servers.open}/drip?id=${id}`)})`)
    await withRuntime({ ...isolation, network }, async (runtime) => {
      await runtime.loadSkill(manifestOf(granting(servers.open)), wasm)
      const cancelling = new AbortController()
      const running = runtime.invoke({ skillName: 'test-skill', input: null }, { signal: cancelling.signal })
      expect(await seenAs('open', id)).toBe(true)
      cancelling.abort()
      expect((await running).outcome).toBe('cancelled')
      expect(await seenAs('aborted', id)).toBe(true)
    })
  })

  const RANGES = [
    '(i32.const -1) (i32.const 1)',
    '(i32.const 65536) (i32.const 1)',
    '(i32.const 1) (i32.const -1)',
    '(i32.const 1) (i32.const 0x7fffffff)',
  ]
  test.each(RANGES)('traps for the range %s in each place, before anything is sent', async (bad) => {
    const id = crypto.randomUUID()
    const url = `${servers.open}/echo?id=${id}`
    const calls: readonly ((place: Place) => string)[] = [
      (place) => `(call $http_request ${bad} (i32.const 0) ${place('')})`,
      (place) => `(call $http_request ${place(url)} (i32.const 1) ${bad})`,
      (place) => `(call $http_fetch ${bad} ${place(url)} ${place('')} ${place('')})`,
      (place) => `(call $http_fetch ${place('GET')} ${bad} ${place('')} ${place('')})`,
      (place) => `(call $http_fetch ${place('GET')} ${place(url)} ${bad} ${place('')})`,
      (place) => `(call $http_fetch ${place('POST')} ${place(url)} ${place('')} ${bad})`,
      () => `(call $http_headers (i32.const 0) ${bad})`,
      () => `(call $http_read (i32.const 0) ${bad})`,
    ]
    await withRuntime({ ...isolation, network }, async (runtime) => {
      for (const call of calls) {
        const wasm = networkSkill((place) => `(drop ${call(place)})`)
        await runtime.loadSkill(manifestOf(granting(servers.open)), wasm)
        const { outcome, content } = await runtime.invoke({ skillName: 'test-skill', input: null })
        expect([outcome, content]).toEqual(['trapped', expect.stringMatching(/bytes at \d+, its memory has 65536/)])
      }
    })
    expect(await seenRequests(servers.open, id)).toEqual([])
  })
})

type Place = Parameters<Parameters<typeof networkSkill>[0]>[0]

/** Whether the servers see the request with this id come to a state. */
async function seenAs(state: SeenRequest['state'], id: string): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await seenRequests(servers.open, id)).at(-1)?.state === state) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
