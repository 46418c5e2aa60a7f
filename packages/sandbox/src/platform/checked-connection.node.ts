import { X509Certificate } from 'node:crypto'
import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls, createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { wrong } from '../options.ts'
import { canonicalAddress } from '../policy/address.ts'
import { HopFailure } from './http-failure.node.ts'

/**
 * The codes by which OpenSSL and Node.js refuse a server's certificate, such as `UNABLE_TO_VERIFY_LEAF_SIGNATURE`; not those of a
 * server that wants one of its client, `ERR_SSL_…`. Not every runtime sets `authorizationError`.
 */
const REFUSED_CERTIFICATE = /^(?!ERR_SSL).*(?:CERT|SIGNATURE|CRL|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME)/

/** How much is told of what is no certificate, in characters. */
const MAX_SHOWN = 40

/** Where a connection goes. */
export interface Peer {
  /** A name or an address, the latter without brackets. */
  readonly host: string
  readonly port: number
  /** For https: by which authorities its certificate must be signed. */
  readonly trust: SecureContext | undefined
  /** What the host stands for, canonical; nothing else is connected. */
  readonly addresses: readonly string[]
}

/**
 * What servers are trusted by: the runtime's own authorities, and those of `ca` in PEM.
 *
 * @throws SandboxError `ERR_OPTION` when there is no certificate in `ca`, or one that is none
 */
export function trustOf(ca: string | undefined): SecureContext {
  return createSecureContext(ca === undefined ? {} : { ca: [...rootCertificates, ...certificatesOf(ca)] })
}

/** Node.js passes over what is none. */
function certificatesOf(ca: string): readonly string[] {
  const certificates = String(ca).match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  try {
    if (certificates.map((certificate) => new X509Certificate(certificate)).length > 0) return certificates
  } catch {}
  throw wrong('network.ca', String(ca).slice(0, MAX_SHOWN), 'certificates in PEM')
}

/**
 * Connects to one of the addresses that were checked, whatever the name stands for meanwhile. Rejects with a HopFailure; once
 * `signal` is raised the socket is destroyed.
 */
export function connectTo({ host, port, trust, addresses }: Peer, signal: AbortSignal): Promise<Socket> {
  const answers = addresses.map((address) => ({ address, family: isIP(address) }))
  const onlyThese: LookupFunction = (_, __, callback) => callback(null, answers)
  const to = { host, port, lookup: onlyThese, autoSelectFamily: true }
  return new Promise((resolve, reject) => {
    const socket =
      trust === undefined
        ? connect(to)
        : connectTls({
            ...to,
            secureContext: trust,
            // Whatever the environment says (NODE_TLS_REJECT_UNAUTHORIZED).
            rejectUnauthorized: true,
            ALPNProtocols: ['http/1.1'],
            // No address may stand there (RFC 6066, section 3).
            ...(isIP(host) === 0 ? { servername: host } : {}),
          })
    const abort = (): void => void socket.destroy()
    signal.addEventListener('abort', abort, { once: true })
    socket.once('close', () => {
      signal.removeEventListener('abort', abort)
      reject(new HopFailure('connection-failed'))
    })
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      reject(new HopFailure(REFUSED_CERTIFICATE.test(code) ? 'certificate-refused' : 'connection-failed'))
    })
    socket.once(trust === undefined ? 'connect' : 'secureConnect', () => {
      const peer = canonicalAddress(socket.remoteAddress ?? '')
      if (peer !== undefined && addresses.includes(peer)) return resolve(socket)
      socket.destroy()
    })
    socket.setNoDelay(true)
    if (signal.aborted) abort()
  })
}
