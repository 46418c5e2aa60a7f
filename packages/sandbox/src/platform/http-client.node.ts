import type { Dispatcher } from 'undici'
import type { NetworkOptions } from '../host-options.ts'
import { decodedHeaders, type HttpHeaders, type HttpHop } from '../http-message.ts'
import { wrong } from '../options.ts'
import { addressGrant } from '../policy/address.ts'
import { redirectLocations } from '../policy/redirect.ts'
import { connectTo, trustOf } from './checked-connection.node.ts'
import { ACCEPT_ENCODING, decodersOf, readBody } from './content-coding.node.ts'
import { resolveGranted, systemResolve } from './host-addresses.node.ts'
import type { HopAnswer, HttpClient, ResponseBounds } from './http-client.ts'
import { HopFailure, hopFailure } from './http-failure.node.ts'

/**
 * HTTP/1.1 by undici, over a connection of its own for each hop: no connection that was checked for one request serves another,
 * and no proxy is used, whatever the environment says. Throws a SandboxError `ERR_OPTION`.
 */
export async function nodeHttpClient({
  allowAddresses = [],
  resolve = systemResolve,
  ca,
}: NetworkOptions): Promise<HttpClient> {
  if (typeof resolve !== 'function') throw wrong('network.resolve', resolve, 'a function')
  const isGranted = addressGrant(allowAddresses)
  const trust = trustOf(ca)
  const [{ default: Client }, { default: request }] = await Promise.all([
    import('undici/lib/dispatcher/client.js'),
    import('undici/lib/api/api-request.js'),
  ])

  async function sendTo(hop: HttpHop, bounds: ResponseBounds, signal: AbortSignal): Promise<HopAnswer> {
    signal.throwIfAborted()
    const { protocol, hostname, port, origin, pathname, search } = new URL(hop.url)
    const host = hostname.replace(/^\[|\]$/g, '')
    const secure = protocol === 'https:'
    const resolution = await untilAborted(resolveGranted(host, { resolve, isGranted }), signal)
    if ('refused' in resolution) return { kind: 'address-refused', address: resolution.refused }
    const peer = {
      host,
      port: Number(port || (secure ? 443 : 80)),
      trust: secure ? trust : undefined,
      addresses: resolution.addresses,
    }
    const client = new Client(origin, {
      connect: (_, callback) =>
        void connectTo(peer, signal).then(
          (socket) => callback(null, socket),
          (error) => callback(error, null),
        ),
      // The signal bounds all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
      // It refuses what is as long.
      maxHeaderSize: bounds.maxResponseHeaderBytes + 1,
      maxResponseSize: bounds.maxResponseBytes,
    })
    try {
      const response = await request.call(client, {
        method: hop.method as Dispatcher.HttpMethod,
        path: `${pathname}${search}`,
        headers: [...hop.headers, ['accept-encoding', ACCEPT_ENCODING]].flat(),
        body: hop.body.length === 0 ? null : hop.body,
        responseHeaders: 'raw',
        reset: true,
        signal,
      })
      return await taken(hop.method, response, bounds.maxResponseBytes)
    } finally {
      await client.destroy()
    }
  }

  return {
    async send(hop, bounds, signal) {
      try {
        return await sendTo(hop, bounds, signal)
      } catch (thrown) {
        return { kind: 'failed', failure: hopFailure(thrown) }
      }
    },
  }
}

/** A resolution can't be ended: nothing waits for it any longer. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new HopFailure('connection-failed'))
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The whole of a response; of a redirect that can be followed, no body. */
async function taken(
  method: string,
  { statusCode: status, headers: raw, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<HopAnswer> {
  // What is not read to its end breaks when the connection is closed.
  body.on('error', () => {})
  const headers = pairs(raw as unknown as readonly string[])
  if (redirectLocations(status, headers).length > 0)
    return { kind: 'response', status, headers, body: new Uint8Array() }
  // Where nothing is sent, nothing is to be decoded: to some decoders that is a broken code.
  const isEmpty = method === 'HEAD' || status === 204 || status === 304 || valuesOf(headers, 'content-length') === '0'
  const decoders = isEmpty ? [] : (decodersOf(valuesOf(headers, 'content-encoding')) ?? [])
  const bytes = await readBody(body, { decoders, maxBytes })
  if (decoders.length === 0) return { kind: 'response', status, headers, body: bytes }
  return { kind: 'response', status, headers: decodedHeaders(headers), body: bytes }
}

/** The values of a header, with a comma between them. */
function valuesOf(headers: HttpHeaders, wanted: string): string {
  return headers.flatMap(([name, value]) => (name === wanted ? [value] : [])).join()
}

/** Names in lower case and values, from a list where they take turns. */
function pairs(raw: readonly string[]): HttpHeaders {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : []))
}
