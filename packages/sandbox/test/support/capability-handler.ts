import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip } from 'node:zlib'

/** A request that named itself by `?id=`, as `/seen?id=` tells it. */
export interface SeenRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** `open` while it is answered; `aborted` when its client closed the connection before it had the whole answer. */
  state: 'open' | 'answered' | 'aborted'
}

/** What a header can be called (RFC 9110, section 5.6.2). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** By their ids. */
type Seen = Map<string, SeenRequest[]>

type Query = URLSearchParams
type Answer = (call: { request: IncomingMessage; response: ServerResponse; query: Query; rest: string }) => unknown

/**
 * The answers of a server that capabilities are tested with, by the first part of the path; `cors` lets pages of any origin
 * read them. `seen` is what its servers have seen together.
 *
 * `/echo` tells the request as JSON; `/reflect` tells it in headers and body; `/status/N`; `/redirect/N?to=URL`; `/slow` sends
 * nothing, for ever; `/later/MS` answers after so long; `/drip` a byte now and then, for ever; `/bytes/N`; `/bomb/N` N bytes of zero, by gzip; `/headers/N?bytes=M`;
 * `/seen?id=I` the {@link SeenRequest}s of that id. Any of them takes `?id=`.
 */
export function capabilityHandler({ cors, seen }: { readonly cors: boolean; readonly seen: Seen }): RequestListener {
  return (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://server')
    const [, name = '', rest = ''] = /^\/([^/]*)\/?(.*)$/.exec(pathname) ?? []
    if (cors) allowOrigins(request, response)
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      return void response.writeHead(204).end()
    }
    if (name === 'seen') return sendJson(response, seen.get(query.get('id') ?? '') ?? [])
    note(seen, { request, response, id: query.get('id') })
    const answer = ANSWERS.get(name) ?? (({ response }) => response.writeHead(404).end(`no ${name} here`))
    Promise.resolve(answer({ request, response, query, rest })).catch(() => response.destroy())
  }
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['echo', async ({ request, response }) => sendJson(response, await told(request))],
  ['reflect', reflect],
  ['status', ({ response, rest }) => response.writeHead(Number(rest)).end(rest === '204' ? '' : `status ${rest}`)],
  [
    'redirect',
    ({ response, rest, query }) => {
      response.writeHead(Number(rest), { location: query.get('to') ?? '/echo' }).end('see there')
    },
  ],
  ['slow', () => {}],
  ['later', async ({ response, rest }) => response.end(await sleep(Number(rest), 'later'))],
  ['drip', drip],
  ['bytes', ({ response, rest }) => response.end(Buffer.alloc(Number(rest), '0123456789'))],
  ['bomb', ({ response, rest }) => bomb(response, Number(rest))],
  [
    'headers',
    ({ response, rest, query }) => {
      const value = 'v'.repeat(Number(query.get('bytes') ?? '1'))
      for (let index = 0; index < Number(rest); index++) response.setHeader(`x-header-${index}`, value)
      response.end('headers')
    },
  ],
])

function allowOrigins({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  // By name: a `*` stands for neither `authorization` nor, in a request with credentials, anything.
  const asked = headers['access-control-request-headers']
  if (asked !== undefined) response.setHeader('access-control-allow-headers', asked)
  response.setHeader('access-control-allow-methods', headers['access-control-request-method'] ?? '*')
  response.setHeader('access-control-expose-headers', '*')
}

function note(
  seen: Seen,
  { request, response, id }: { request: IncomingMessage; response: ServerResponse; id: string | null },
): void {
  if (id === null) return
  const entry: SeenRequest = { method: request.method ?? '', headers: request.headers, state: 'open' }
  seen.set(id, [...(seen.get(id) ?? []), entry])
  response.once('close', () => {
    entry.state = response.writableFinished ? 'answered' : 'aborted'
  })
}

async function told(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { method, url, rawHeaders } = request
  const headers = rawHeaders.flatMap((name, index) => {
    return index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1]]] : []
  })
  return { method, url, headers, body: (await buffer(request)).toString() }
}

/** Everything that was sent, wherever an answer has room for it. */
async function reflect({ request, response, query }: Parameters<Answer>[0]): Promise<void> {
  const asked = await told(request)
  for (const [name, value] of Object.entries(request.headers)) response.setHeader(`x-sent-${name}`, String(value))
  for (const [name, value] of query) {
    response.setHeader(`x-query-${name}`, value)
    if (TOKEN.test(value)) response.setHeader(`x-${value}`, name)
  }
  response.setHeader('x-url', request.url ?? '')
  sendJson(response, asked)
}

async function drip({ response, query }: Parameters<Answer>[0]): Promise<void> {
  for (response.writeHead(200); !response.destroyed; await sleep(Number(query.get('ms') ?? '20'))) response.write('.')
}

function bomb(response: ServerResponse, bytes: number): void {
  const piece = Buffer.alloc(65_536)
  const gzip = createGzip()
  response.writeHead(200, { 'content-encoding': 'gzip' })
  response.once('close', () => gzip.destroy())
  gzip.pipe(response)
  let left = bytes
  const fill = (): void => {
    while (left > 0 && !gzip.destroyed) {
      const size = Math.min(left, piece.length)
      left -= size
      if (!gzip.write(piece.subarray(0, size))) return void gzip.once('drain', fill)
    }
    gzip.end()
  }
  fill()
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(value))
}
