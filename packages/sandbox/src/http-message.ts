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

/** How much headers are, in bytes: all names and values, of ASCII. */
export function headerBytes(headers: HttpHeaders): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
}

/** The headers of a response whose body was decoded, without those that speak of it as it was sent. */
export function decodedHeaders(headers: HttpHeaders): HttpHeaders {
  return headers.filter(([name]) => name !== 'content-encoding' && name !== 'content-length')
}
