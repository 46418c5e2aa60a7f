import type { NetworkOptions } from '../host-options.ts'
import { decodedHeaders, type HttpHop, headerBytes } from '../http-message.ts'
import { joinedBytes } from '../joined-bytes.ts'
import { wrong } from '../options.ts'
import { addressGrant } from '../policy/address.ts'
import { namedAddress } from '../policy/named-address.ts'
import type { HopAnswer, HttpClient, ResponseBounds } from './http-client.ts'

/**
 * HTTP by the page's own `fetch`: without cookies, without the cache, as a stranger of another origin. What a name stands for
 * and where a redirect leads is never seen by a page; see docs/network.md. Throws a SandboxError `ERR_OPTION`.
 */
export function browserHttpClient({ allowAddresses = [], resolve, ca }: NetworkOptions): HttpClient {
  if (resolve !== undefined) throw wrong('network.resolve', 'given', 'nothing: a page finds no addresses')
  if (ca !== undefined) throw wrong('network.ca', 'given', "nothing: certificates are the browser's")
  const isGranted = addressGrant(allowAddresses)
  return {
    async send(hop, bounds, signal) {
      const address = namedAddress(new URL(hop.url))
      if (address !== undefined && !isGranted(address)) return { kind: 'address-refused', address }
      try {
        return await taken(await fetch(hop.url, requestOf(hop, signal)), bounds)
      } catch {
        // A page is told nothing else, whether there is no server or one that is not for pages.
        return { kind: 'failed', failure: 'connection-failed' }
      }
    },
  }
}

function requestOf({ method, headers, body }: HttpHop, signal: AbortSignal): RequestInit {
  return {
    method,
    headers: headers.map(([name, value]) => [name, value]),
    body: body.length === 0 ? null : body,
    mode: 'cors',
    credentials: 'omit',
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    keepalive: false,
    signal,
  }
}

async function taken(
  response: Response,
  { maxResponseBytes, maxResponseHeaderBytes }: ResponseBounds,
): Promise<HopAnswer> {
  const { status, body, type } = response
  if (type === 'opaqueredirect') return { kind: 'failed', failure: 'too-many-redirects' }
  const received = [...response.headers]
  const bytes = headerBytes(received) > maxResponseHeaderBytes ? undefined : await bytesOf(body, maxResponseBytes)
  if (bytes === undefined) {
    // Else what nobody reads would go on arriving.
    if (body?.locked === false) await body.cancel()
    return { kind: 'failed', failure: 'too-large' }
  }
  const headers = response.headers.has('content-encoding') ? decodedHeaders(received) : received
  return { kind: 'response', status, headers, body: bytes }
}

/** The whole of a body; `undefined` when it is longer. */
async function bytesOf(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const reader = body?.getReader()
  while (reader !== undefined) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.length
    if (size > maxBytes) {
      await reader.cancel()
      return undefined
    }
    pieces.push(value as Uint8Array<ArrayBuffer>)
  }
  return joinedBytes(pieces)
}
