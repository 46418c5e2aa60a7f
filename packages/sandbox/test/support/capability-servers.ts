import { createServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { testCertificates } from '../../../../tooling/testing/test-certificates.ts'
import { capabilityHandler } from './capability-handler.ts'

/** Where the servers are that capabilities are tested with, each an origin without a path. */
export interface ServerOrigins {
  /** By http; pages of any origin may read its answers. */
  readonly open: string
  /** Another by http, whose answers no page may read. */
  readonly closed: string
  /** By https, open to pages. */
  readonly secure: string
  /** The certificate, as PEM, of the authority that signed that of `secure`. */
  readonly authority: string
  /** The certificate of `secure` itself, as PEM. */
  readonly certificate: string
}

/** The servers while they run. */
export interface CapabilityServers extends ServerOrigins {
  /** Ends them with all their connections. */
  close(): void
}

/** Starts them on 127.0.0.1. */
export async function startCapabilityServers(): Promise<CapabilityServers> {
  const { authority, certificate, key } = await testCertificates()
  const seen = new Map()
  // Larger requests than servers take by default: what bounds them is tested at the client.
  const options = { maxHeaderSize: 262_144 }
  const servers = [
    createServer(options, capabilityHandler({ cors: true, seen })),
    createServer(options, capabilityHandler({ cors: false, seen })),
    createSecureServer({ ...options, cert: certificate, key }, capabilityHandler({ cors: true, seen })),
  ] as const
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))))
  return {
    open: `http://127.0.0.1:${portOf(servers[0])}`,
    closed: `http://127.0.0.1:${portOf(servers[1])}`,
    secure: `https://127.0.0.1:${portOf(servers[2])}`,
    authority,
    certificate,
    close() {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

function portOf(server: Pick<Server, 'address'>): number {
  return (server.address() as AddressInfo).port
}
