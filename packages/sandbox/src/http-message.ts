/** Names and values, in order; a name can stand there more than once. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[]

/** One request to one server: what is sent once every rule of policy/ allows it. A redirect makes another. */
export interface HttpHop {
  /** As RFC 9110 spells it: `GET`. */
  readonly method: string
  /** Canonical (WHATWG URL), by http or https, with neither a user nor a fragment. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: HttpHeaders
  /** Empty where there is none; never with GET or HEAD. */
  readonly body: Uint8Array<ArrayBuffer>
}
