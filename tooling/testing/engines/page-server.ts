import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Site } from './site.ts'

/** A page that is given an input and sends an output. */
export interface Page {
  readonly url: string
  /** What the page sent, once it has. */
  readonly output: Promise<unknown>
  /** All that it has sent so far. */
  readonly sent: readonly unknown[]
  readonly close: () => void
}

/** What a page is made of. */
export interface PageContent {
  readonly site: Site
  readonly input: unknown
  /** Whether the page is isolated from other origins: browsers have SharedArrayBuffer in such pages alone. */
  readonly isolated: boolean
  /** The port of a page that was closed, to have its origin; any that is free when not given. */
  readonly port?: number
}

const SCRIPT = /^\/(?:node_modules\/@blufio\/[a-z]+\/dist\/)?[\w.-]+\.js$/
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
}

/** Serves, on this machine alone, a page that runs the script of a site; it fetches `/input` and posts to `/output`. */
export async function servePage(content: PageContent): Promise<Page> {
  let settle: { readonly resolve: (output: unknown) => void; readonly reject: (error: unknown) => void } | undefined
  const output = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const sent: unknown[] = []
  // A page in a sandboxed frame has an origin of its own, and may run its script all the same.
  const headers = { 'access-control-allow-origin': '*', ...(content.isolated ? ISOLATION : {}) }
  const server = createServer((request, response) => {
    answer(request, content, (output) => {
      sent.push(output)
      settle?.resolve(output)
    }).then(
      ({ type, body }) => response.writeHead(200, { ...headers, 'content-type': type }).end(body),
      (error: unknown) => {
        response.writeHead(404).end()
        // A browser asks for an icon by itself; a test, for a worker that is not there.
        if (request.url !== '/favicon.ico' && !SCRIPT.test(request.url ?? '')) settle?.reject(error)
      },
    )
  })
  await new Promise<void>((listening) => server.listen(content.port ?? 0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    output,
    sent,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(
  request: IncomingMessage,
  { site, input }: PageContent,
  send: (output: unknown) => void,
): Promise<{ readonly type: string; readonly body: string }> {
  const path = request.url ?? ''
  if (path === '/') return { type: 'text/html', body: html(site) }
  if (path === '/input') return { type: 'application/json', body: JSON.stringify(input) }
  if (path === '/cookie') return { type: 'text/plain', body: request.headers.cookie ?? '' }
  if (path === '/output') {
    send(JSON.parse(await text(request)))
    return { type: 'text/plain', body: '' }
  }
  if (!SCRIPT.test(path)) throw new Error(`the page asked for ${path}`)
  return { type: 'text/javascript', body: await readFile(join(site.folder, path), 'utf8') }
}

function html({ entry, imports }: Site): string {
  return `<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify({ imports: imports })}</script>
<script type="module" src="/${entry}"></script>`
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
