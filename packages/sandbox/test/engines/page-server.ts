import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripTypes } from '../spec/strip-types.ts'

/** A page that is given an input and sends an output. */
export interface Page {
  readonly url: string
  /** What the page sent, once it has. */
  readonly output: Promise<unknown>
  readonly close: () => void
}

const TESTS = new URL('..', import.meta.url)
const PATH = /^\/test\/([a-z-]+\/[a-z-]+\.ts)$/
const PACKAGES = ['@blufio/sandbox/rewriter', '@blufio/core'] as const

/**
 * Serves, on this machine alone, a page that runs `script`, a module of this folder; it fetches `/input` and posts to
 * `/output`. Modules of TypeScript are served without their types, the packages as they were built.
 */
export async function servePage(script: string, input: unknown): Promise<Page> {
  let settle: { readonly resolve: (output: unknown) => void; readonly reject: (error: unknown) => void } | undefined
  const output = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject }
  })
  const server = createServer((request, response) => {
    answer(request, { script, input, resolve: (sent) => settle?.resolve(sent) }).then(
      ({ type, body }) => response.writeHead(200, { 'content-type': type }).end(body),
      (error: unknown) => {
        response.writeHead(404).end()
        if (request.url?.startsWith('/favicon') !== true) settle?.reject(error)
      },
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    output,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

interface Task {
  readonly script: string
  readonly input: unknown
  readonly resolve: (output: unknown) => void
}

async function answer(
  request: IncomingMessage,
  { script, input, resolve }: Task,
): Promise<{ readonly type: string; readonly body: string }> {
  const path = request.url ?? ''
  if (path === '/') return { type: 'text/html', body: html(script) }
  if (path === '/input') return { type: 'application/json', body: JSON.stringify(input) }
  if (path === '/output') {
    resolve(JSON.parse(await text(request)))
    return { type: 'text/plain', body: '' }
  }
  const name = PACKAGES.find((candidate) => path === `/packages/${candidate}.js`)
  if (name !== undefined) {
    return { type: 'text/javascript', body: await readFile(fileURLToPath(import.meta.resolve(name)), 'utf8') }
  }
  const file = PATH.exec(path)?.[1]
  if (file === undefined) throw new Error(`the page asked for ${path}`)
  return { type: 'text/javascript', body: stripTypes(await readFile(new URL(file, TESTS), 'utf8')) }
}

function html(script: string): string {
  const imports = Object.fromEntries(PACKAGES.map((name) => [name, `/packages/${name}.js`]))
  return `<!doctype html><meta charset="utf-8"><script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="/test/engines/${script}"></script>`
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
