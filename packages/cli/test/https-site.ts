import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type TestCertificates, testCertificates } from '../../../tooling/testing/test-certificates.ts'

/** A server by https on 127.0.0.1 that runs until the test has ended. */
export interface HttpsSite {
  /** `https://127.0.0.1:PORT`. */
  readonly origin: string
  /** The certificate, as PEM, of the authority that signed the server's. */
  readonly authority: string
}

let certificates: Promise<TestCertificates> | undefined

/** Starts one that answers by `listener`. */
export async function startHttpsSite(listener: RequestListener): Promise<HttpsSite> {
  certificates ??= testCertificates()
  const { authority, certificate: cert, key } = await certificates
  const server = createServer({ cert, key }, listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, authority }
}
