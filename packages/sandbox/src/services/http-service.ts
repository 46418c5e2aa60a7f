import type { HostAnswer, HttpRequest } from '../host/host-request.ts'
import type { HttpHop } from '../http-message.ts'
import type { HopAnswer, HttpClient, ResponseBounds } from '../platform/http-client.ts'
import { MAX_REDIRECTS, redirectedHop, redirectLocations } from '../policy/redirect.ts'
import { requestHeaders } from '../policy/request-headers.ts'
import { requestMethod, takesBody } from '../policy/request-method.ts'
import { responseHeaders } from '../policy/response-headers.ts'
import { networkGrant, refusedRequest } from '../policy/url.ts'

/** What puts the secrets of one skill into its requests and keeps them out of what it is answered. */
export interface HttpSecrets {
  /**
   * The hop with the secrets of its domain added, in place of what the guest put there under the same name. Called after
   * every rule, only at the origin that the guest itself asked for: a server that redirects elsewhere must not have the
   * secrets of that place used.
   */
  addTo(hop: HttpHop): HttpHop
  /**
   * The answer without any value of a secret, in headers, names of headers and body. Called for every hop, before a redirect
   * is looked at: no server can have a secret sent elsewhere in a `Location`.
   */
  removeFrom(answer: HopAnswer): HopAnswer
}

/** What one skill's requests are judged and bounded by. */
export interface HttpServiceOptions {
  readonly client: HttpClient
  /** Of its manifest. */
  readonly domains: readonly string[]
  readonly limits: HttpLimits
  readonly secrets?: HttpSecrets | undefined
}

/** See run-limits.ts. */
export interface HttpLimits extends ResponseBounds {
  readonly maxRequestBytes: number
  readonly requestTimeoutMs: number
}

const FAILED_ARGUMENT: HostAnswer = { kind: 'failed', failure: 'invalid-argument' }

/**
 * What answers one skill's requests by HTTP: each is judged, sent, and redirected as the Fetch standard has it, every hop
 * judged anew. What it is asked is trusted in nothing: it can come from a process that a guest broke.
 */
export function httpService(
  options: HttpServiceOptions,
): (request: HttpRequest, signal: AbortSignal) => Promise<HostAnswer> {
  const { limits } = options
  const judge = networkGrant(options.domains)
  return async (request, signal) => {
    const method = requestMethod(request.method)
    const headers = requestHeaders(request.headers)
    const verdict = judge(request.url)
    if (verdict.kind === 'denied') return denied(request, verdict)
    if (verdict.kind === 'invalid' || method === undefined || headers === undefined) return FAILED_ARGUMENT
    // Whoever broke out of a thread can ask for anything.
    if (!(request.body instanceof Uint8Array)) return FAILED_ARGUMENT
    if (request.body.length > 0 && !takesBody(method)) return FAILED_ARGUMENT
    if (request.body.length > limits.maxRequestBytes) return { kind: 'failed', failure: 'too-large' }
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), limits.requestTimeoutMs)
    try {
      const first = { method, url: verdict.url.href, headers, body: request.body }
      const answer = await follow(first, AbortSignal.any([signal, timeout.signal]))
      return timeout.signal.aborted ? { kind: 'failed', failure: 'request-timed-out' } : answer
    } finally {
      clearTimeout(timer)
    }

    async function follow(first: HttpHop, both: AbortSignal): Promise<HostAnswer> {
      let hop = first
      let atHome = true
      for (let redirects = 0; ; redirects++) {
        const answer = await sendHop(options, hop, { atHome, signal: both })
        if (answer.kind === 'address-refused') return refusedAddress(request, hop, answer.address)
        if (answer.kind === 'failed') return answer
        const [location, another] = redirectLocations(answer.status, answer.headers)
        if (location === undefined) return seen(answer, limits)
        if (redirects === MAX_REDIRECTS) return { kind: 'failed', failure: 'too-many-redirects' }
        const target = URL.canParse(location, hop.url) ? judge(new URL(location, hop.url).href) : undefined
        if (target === undefined || target.kind === 'invalid' || another !== undefined) {
          return { kind: 'failed', failure: 'protocol-error' }
        }
        if (target.kind === 'denied') return denied(request, target, hop)
        hop = redirectedHop(hop, answer.status, target.url)
        atHome &&= new URL(first.url).origin === target.url.origin
      }
    }
  }
}

/** Sends one hop, with its secrets while it is `atHome`, and takes every secret out of its answer. */
async function sendHop(
  { client, limits, secrets }: HttpServiceOptions,
  hop: HttpHop,
  { atHome, signal }: { readonly atHome: boolean; readonly signal: AbortSignal },
): Promise<HopAnswer> {
  const sent = atHome && secrets !== undefined ? secrets.addTo(hop) : hop
  const answer = await client.send(sent, limits, signal)
  return secrets?.removeFrom(answer) ?? answer
}

/** What a guest gets of the last response. */
function seen({ status, headers, body }: HopAnswer & { kind: 'response' }, limits: HttpLimits): HostAnswer {
  const shown = responseHeaders(headers, limits.maxResponseHeaderBytes)
  if (shown === undefined || body.length > limits.maxResponseBytes) return { kind: 'failed', failure: 'too-large' }
  return { kind: 'response', status, headers: shown, body }
}

function denied(
  { hostFunction }: HttpRequest,
  refusal: { readonly asked: string; readonly advice: string },
  from?: HttpHop,
): HostAnswer {
  const host = from === undefined ? undefined : new URL(from.url).host
  return { kind: 'denied', ...refusedRequest({ hostFunction, ...refusal, from: host }) }
}

function refusedAddress(request: HttpRequest, { url }: HttpHop, address: string | undefined): HostAnswer {
  const advice =
    address === undefined
      ? 'what was found as its address is none that can be judged'
      : `its address ${address} is not public; the host program can open it by the option network.allowAddresses, at a terminal --allow-address ${address}`
  return denied(request, { asked: new URL(url).host, advice })
}
