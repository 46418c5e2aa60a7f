import { afterAll, beforeAll } from 'vitest'
import type { SeenRequest } from './capability-handler.ts'
import type { CapabilityServers, ServerOrigins } from './capability-servers.ts'

let given: ServerOrigins | undefined

/** Has the tests of this page use servers that run already: a page can't start any. */
export function useServers(origins: ServerOrigins | undefined): void {
  given = origins
}

/**
 * The servers for the tests of a file: call it at its top, read the origins in tests. They are the page's, or where there
 * is no page of its own this process's, from before the file's tests until after them.
 */
export function testServers(): ServerOrigins {
  let origins: ServerOrigins | undefined
  let own: CapabilityServers | undefined
  beforeAll(async () => {
    if (given === undefined) own = await (await import('./capability-servers.ts')).startCapabilityServers()
    origins = given ?? own
  })
  afterAll(() => own?.close())
  const read = (name: keyof ServerOrigins): string => {
    if (origins === undefined) throw new Error('the servers run only while there are tests')
    return origins[name]
  }
  return {
    get open() {
      return read('open')
    },
    get closed() {
      return read('closed')
    },
    get secure() {
      return read('secure')
    },
    get authority() {
      return read('authority')
    },
    get certificate() {
      return read('certificate')
    },
  }
}

/** What `origin`, an open one, has seen of the requests with `?id=` and this id. */
export async function seenRequests(origin: string, id: string): Promise<readonly SeenRequest[]> {
  const response = await fetch(`${origin}/seen?id=${encodeURIComponent(id)}`)
  return (await response.json()) as SeenRequest[]
}
