import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { HostAnswer, HttpRequest } from '../../src/host/host-request.ts'
import type { NetworkOptions } from '../../src/host-options.ts'
import { nodeHttpClient } from '../../src/platform/http-client.node.ts'
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../../src/run-limits.ts'
import { type HttpSecrets, httpService } from '../../src/services/http-service.ts'

/** A request of a guest, and what its host decided. */
export interface Asked extends Partial<Pick<HttpRequest, 'method' | 'headers'>> {
  readonly url: string
  readonly body?: string
  readonly domains?: readonly string[]
  readonly network?: NetworkOptions
  readonly limits?: Partial<RunLimits>
  readonly signal?: AbortSignal
  readonly secrets?: HttpSecrets
}

/** Asks as a skill that is granted the URL's own origin, of a host that lets skills reach 127.0.0.1; or as it is told. */
export async function ask({
  url,
  body = '',
  signal = new AbortController().signal,
  ...asked
}: Asked): Promise<HostAnswer> {
  const client = await nodeHttpClient({ allowAddresses: ['127.0.0.1'], ...asked.network })
  const domains = asked.domains ?? [entryOf(url)]
  const perform = httpService({
    client,
    domains,
    limits: { ...DEFAULT_RUN_LIMITS, ...asked.limits },
    secrets: asked.secrets,
  })
  const { method = 'GET', headers = [] } = asked
  const request = {
    kind: 'http',
    hostFunction: 'http_fetch',
    method,
    url,
    headers,
    body: new TextEncoder().encode(body),
  } as const
  return perform(request, signal)
}

/** The entry of a manifest that covers just a URL's origin. */
export function entryOf(url: string): string {
  const { protocol, host } = new URL(url)
  return protocol === 'http:' ? `http://${host}` : host
}

/** An answer as a test compares it: the status and body as text, or what it is instead. */
export function told(answer: HostAnswer): string {
  if (answer.kind === 'response') return `${answer.status} ${new TextDecoder().decode(answer.body)}`
  if (answer.kind === 'failed') return answer.failure
  return answer.kind === 'denied' ? `denied: ${answer.content}` : answer.kind
}

/** The value of a response's header; `undefined` when there is none. */
export function headerOf(answer: HostAnswer, name: string): string | undefined {
  if (answer.kind !== 'response') throw new Error(`no response but ${told(answer)}`)
  return answer.headers.find((header) => header[0] === name)?.[1]
}

/** Starts an HTTP server on 127.0.0.1 for the time of a test; gives its origin. */
export async function httpServer(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createHttpServer({ maxHeaderSize: 262_144 }, listener))}`
}

/** What a raw server sees of its clients. */
export interface RawServer {
  readonly origin: string
  readonly port: number
  /** What was sent on each connection, as text. */
  readonly received: string[]
  /** Resolves once every connection there was is closed, of which there was one. */
  readonly allClosed: Promise<void>
}

/** Starts a server of bytes on 127.0.0.1 for the time of a test; `answer` is called once the head of a request was received. */
export async function rawServer(answer: (socket: Socket) => void): Promise<RawServer> {
  const received: string[] = []
  let open = 0
  let closed = (): void => {}
  const allClosed = new Promise<void>((resolve) => {
    closed = resolve
  })
  const server = createServer((socket) => {
    const index = received.push('') - 1
    open++
    socket.on('error', () => {})
    socket.on('close', () => --open === 0 && closed())
    socket.on('data', (data) => {
      const isFirst = !received[index]?.includes('\r\n\r\n')
      received[index] += data.toString('latin1')
      if (isFirst && received[index]?.includes('\r\n\r\n')) answer(socket)
    })
  })
  const port = await listening(server)
  return { origin: `http://127.0.0.1:${port}`, port, received, allClosed }
}

/** Has a server listen on 127.0.0.1 until the test is over; gives its port. */
export async function listening(server: NetServer | Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}
