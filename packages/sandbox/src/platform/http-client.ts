import type { HostBytes, HostFailure } from '../host/host-request.ts'
import type { HttpHeaders, HttpHop } from '../http-message.ts'

/** How much of a response is taken. */
export interface ResponseBounds {
  /** The longest body in bytes, both as it is sent and after decompression. */
  readonly maxResponseBytes: number
  /** The longest names and values of all headers together, in bytes. */
  readonly maxResponseHeaderBytes: number
}

/** What became of a hop. */
export type HopAnswer =
  /**
   * Names are in lower case, the body is decompressed. A redirect that can be followed (see policy/redirect.ts) has an
   * empty body, whatever was sent.
   */
  | { readonly kind: 'response'; readonly status: number; readonly headers: HttpHeaders; readonly body: HostBytes }
  | { readonly kind: 'failed'; readonly failure: HostFailure }
  /** The host's name stands for an address that no skill may reach; nothing was connected. */
  | { readonly kind: 'address-refused'; readonly address: string | undefined }

/** How this machine speaks HTTP. */
export interface HttpClient {
  /**
   * Sends one hop and takes the whole answer; follows no redirect, keeps no cookie and adds no credentials. Always resolves.
   * Once `signal` is raised that is soon, with the connection closed; what it resolves to then does not count.
   */
  send(hop: HttpHop, bounds: ResponseBounds, signal: AbortSignal): Promise<HopAnswer>
}
