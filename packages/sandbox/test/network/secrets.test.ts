import { createServer } from 'node:https'
import { describe, expect, test } from 'vitest'
import { testCertificates } from '../../../../tooling/testing/test-certificates.ts'
import { openSecrets } from '../../src/services/skill-secrets.ts'
import { type Asked, ask, entryOf, headerOf, listening, told } from './local-network.ts'

const { authority, certificate, key } = await testCertificates()
const network = { allowAddresses: ['127.0.0.1'], ca: authority }
const VALUE = 'key-0123456789'

/** A server by https; `/to?URL` redirects there with its own query behind it, anything else tells what was sent. */
async function server() {
  const seen: string[] = []
  const listener = createServer({ cert: certificate, key }, (request, response) => {
    const { authorization = '-', 'x-custom': custom = '-' } = request.headers
    seen.push(`${request.method} ${request.url} ${authorization} ${custom}`)
    const [, to, rest = ''] = /^\/to\?([^&]*)(.*)$/.exec(request.url ?? '') ?? []
    if (to !== undefined) return void response.writeHead(307, { location: `${decodeURIComponent(to)}${rest}` }).end()
    response.setHeader('x-sent', authorization)
    response.end(`${request.url} ${authorization}`)
  })
  return { origin: `https://127.0.0.1:${await listening(listener)}`, seen }
}

/** Asks with a secret in the header, or the query parameter `key`, of requests to these origins. */
function askSecretly({
  places,
  ...asked
}: Asked & { readonly places: readonly (readonly [origin: string, query?: 'key'])[] }) {
  const secrets = places.map(([origin, query]) => {
    const base = { name: 'KEY', domain: entryOf(origin) }
    return query === undefined ? { ...base, header: 'authorization', prefix: 'Bearer ' } : { ...base, query }
  })
  const opened = openSecrets({ name: 'skill', capabilities: { env: [], secrets } }, { KEY: VALUE })
  return ask({ ...asked, network, ...(opened && { secrets: opened }) })
}

describe('a secret', () => {
  test('is sent, in place of what the guest put there, and does not come back', async () => {
    const a = await server()
    const answer = await askSecretly({
      url: `${a.origin}/x`,
      headers: [['authorization', 'mine']],
      places: [[a.origin]],
    })
    expect(a.seen).toEqual([`GET /x Bearer ${VALUE} -`])
    expect(JSON.stringify([told(answer), headerOf(answer, 'x-sent')])).not.toContain(VALUE)
  })

  test('stays with redirects within its origin', async () => {
    const a = await server()
    await askSecretly({ url: `${a.origin}/to?${encodeURIComponent('/end')}`, places: [[a.origin]] })
    expect(a.seen.at(-1)).toBe(`GET /end Bearer ${VALUE} -`)
  })

  test('is not sent where a redirect leads, whoever it belongs to there', async () => {
    const [a, b] = [await server(), await server()]
    const domains = [entryOf(a.origin), entryOf(b.origin)]
    const url = `${a.origin}/to?${encodeURIComponent(`${b.origin}/end`)}`
    for (const places of [[[a.origin]], [[b.origin]], [[a.origin], [b.origin]]] as const) {
      await askSecretly({ url, method: 'POST', body: 'b', headers: [['x-custom', '1']], domains, places })
    }
    expect(b.seen).toEqual(Array(3).fill('POST /end - -'))
  })

  test('does not come back to its origin by way of another', async () => {
    const [a, b] = [await server(), await server()]
    const domains = [entryOf(a.origin), entryOf(b.origin)]
    const home = `${b.origin}/to?${encodeURIComponent(`${a.origin}/delete-all`)}`
    await askSecretly({ url: `${a.origin}/to?${encodeURIComponent(home)}`, domains, places: [[a.origin]] })
    expect(a.seen.at(-1)).toBe('GET /delete-all - -')
  })

  test('in a query is not carried on by a server that repeats the query in its location', async () => {
    const [a, b] = [await server(), await server()]
    const domains = [entryOf(a.origin), entryOf(b.origin)]
    const url = `${a.origin}/to?${encodeURIComponent(`${b.origin}/end?`)}`
    await askSecretly({ url, domains, places: [[a.origin, 'key']] })
    expect(a.seen[0]).toContain(`key=${VALUE}`)
    expect(b.seen).toHaveLength(1)
    expect(b.seen[0]).not.toContain(VALUE)
  })

  test('is not in what is told of a redirect that is denied', async () => {
    const a = await server()
    const url = `${a.origin}/to?${encodeURIComponent('https://evil.example/?')}`
    const answer = told(await askSecretly({ url, places: [[a.origin, 'key']] }))
    expect(answer).toContain('add "evil.example"')
    expect(answer).not.toContain(VALUE)
  })

  test('in the name of a host that a redirect leads to is not told, and not asked for', async () => {
    const a = await server()
    // The server was sent the value, and knows how to write it.
    const url = `${a.origin}/to?${encodeURIComponent(`https://${VALUE}.evil.example/`)}`
    expect(told(await askSecretly({ url, places: [[a.origin]] }))).not.toContain(VALUE)
  })
})
