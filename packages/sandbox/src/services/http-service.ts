import type { HopAnswer, HttpHop } from '../platform/http-client.ts'

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
