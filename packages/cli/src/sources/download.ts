import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { isBlufioError } from '@blufio/core'
import { sizeWords } from '../amount-words.ts'
import { cliError } from '../cli-error.ts'
import { downloadError } from './download-error.ts'

/** What a download is held to. */
export interface DownloadOptions {
  /** What the `Accept` header says. */
  readonly accept: string
  /** No more than so many bytes are taken. */
  readonly maxBytes: number
  /** How long all of it may take, redirects and the body included; 5 minutes by default. */
  readonly deadlineMs?: number
  /** How long the server may say nothing; 30 seconds by default. */
  readonly silenceMs?: number
  /** Told how many bytes have come, and of how many where the server says it. */
  readonly onProgress?: (received: number, expected: number | undefined) => void
}

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * The bytes at `address`, by https and nothing else: a redirect, of which there may be five, leads to https too. No cookies and no
 * credentials are sent, and what a server compresses is not unpacked.
 *
 * Throws `ERR_CLI_DOWNLOAD_REFUSED` for what is not taken on principle, `ERR_CLI_DOWNLOAD_NOT_FOUND`,
 * `ERR_CLI_DOWNLOAD_TOO_LARGE`, `ERR_CLI_DOWNLOAD_TIMEOUT`, and `ERR_CLI_DOWNLOAD_FAILED` for the rest.
 */
export async function download(address: string, options: DownloadOptions): Promise<Uint8Array> {
  const silence = new AbortController()
  const signal = AbortSignal.any([AbortSignal.timeout(options.deadlineMs ?? 300_000), silence.signal])
  let url = httpsUrl(address)
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const response = await answerOf(url, options, { signal, silence })
      const next = redirectOf(response, url)
      if (next === undefined) return await bodyOf(response, url, options)
      response.destroy()
      url = next
    }
  } catch (error) {
    if (isBlufioError(error)) throw error
    // What a request that was given up ends with depends on how far it was.
    throw downloadError(url, signal.aborted ? signal.reason : error)
  }
  throw refused(`${address} leads from one address to the next more than ${MAX_REDIRECTS} times`)
}

/** `address` as a URL that may be asked for. Throws `ERR_CLI_DOWNLOAD_REFUSED`. */
export function httpsUrl(address: string, base?: URL): URL {
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined
  const shown = url === undefined ? address.slice(0, 200) : withoutUser(url)
  if (url?.protocol !== 'https:') {
    const from = base === undefined ? '' : `${base.href} leads to `
    throw refused(`${from}${shown}, which is no https address`, 'use an address that begins with https://')
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(`there is a user or password in the address ${shown}`, 'addresses are shown and kept: leave it out')
  }
  url.hash = ''
  return url
}

interface Patience {
  readonly signal: AbortSignal
  readonly silence: AbortController
}

function answerOf(
  url: URL,
  { accept, silenceMs = 30_000 }: DownloadOptions,
  { signal, silence }: Patience,
): Promise<IncomingMessage> {
  const headers = { accept, 'accept-encoding': 'identity', 'user-agent': 'blufio' }
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, signal }, resolve)
    request.on('error', reject)
    request.setTimeout(silenceMs, () => silence.abort(new DOMException('nothing came any more', 'TimeoutError')))
  })
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, url: URL): URL | undefined {
  if (!REDIRECTS.has(statusCode)) return undefined
  if (headers.location === undefined)
    throw refused(`${url.href} leads nowhere: status ${statusCode} without a location`)
  return httpsUrl(headers.location, url)
}

async function bodyOf(response: IncomingMessage, url: URL, options: DownloadOptions): Promise<Uint8Array> {
  const { maxBytes, onProgress } = options
  try {
    assertUsable(response, url)
    const said = Number(response.headers['content-length'] ?? Number.NaN)
    if (said > maxBytes) throw tooLarge(url, maxBytes)
    const chunks: Uint8Array[] = []
    let received = 0
    for await (const chunk of response as AsyncIterable<Buffer>) {
      received += chunk.length
      if (received > maxBytes) throw tooLarge(url, maxBytes)
      chunks.push(chunk)
      onProgress?.(received, Number.isNaN(said) ? undefined : said)
    }
    return new Uint8Array(Buffer.concat(chunks))
  } finally {
    response.destroy()
  }
}

function assertUsable({ statusCode, headers }: IncomingMessage, url: URL): void {
  if (statusCode === 404 || statusCode === 410) {
    throw cliError('ERR_CLI_DOWNLOAD_NOT_FOUND', `there is nothing at ${url.href}: status ${statusCode}`, {
      hint: 'check the address, or the name and the version',
    })
  }
  if (statusCode !== 200) {
    throw cliError('ERR_CLI_DOWNLOAD_FAILED', `${url.href} was answered by status ${statusCode}`, {
      hint:
        statusCode === 401 || statusCode === 403
          ? 'it is not open to everybody: fetch it yourself, and install the file'
          : 'try again later',
    })
  }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw refused(`${url.href} came compressed (${encoding}), which was not asked for`)
  if (/^text\/html\b/i.test(headers['content-type'] ?? '')) {
    throw refused(`${url.href} is a web page`, 'name the address of the file itself, not of a page about it')
  }
}

function withoutUser(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}

function tooLarge(url: URL, maxBytes: number): Error {
  return cliError('ERR_CLI_DOWNLOAD_TOO_LARGE', `${url.href} has more than ${sizeWords(maxBytes)}`, {
    hint: 'no skill is that large: check the address',
  })
}

function refused(message: string, hint = 'ask whoever runs the server, or get the file from another place'): Error {
  return cliError('ERR_CLI_DOWNLOAD_REFUSED', message, { hint })
}
