const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}$/
/** As the Fetch standard has them: they ask a proxy for a tunnel, or a server to tell what it was sent, cookies included. */
const FORBIDDEN = /^(?:connect|trace|track)$/i
/** The Fetch standard writes these in upper case, and every other as it was given. */
const NORMALIZED = /^(?:delete|get|head|options|post|put)$/i

/** A method as it is sent; `undefined` when it is no token of RFC 9110 or must not be sent. */
export function requestMethod(method: string): string | undefined {
  if (!TOKEN.test(method) || FORBIDDEN.test(method)) return undefined
  return NORMALIZED.test(method) ? method.toUpperCase() : method
}

/** Whether requests of this method can have a body; the Fetch standard allows none to GET and HEAD. */
export function takesBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD'
}
