import { generate } from 'selfsigned'

/** A server's certificate and key, and the certificate of the authority that signed it; each as PEM. */
export interface TestCertificates {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** Makes an authority that nobody trusts, and with it a certificate for 127.0.0.1 and localhost. */
export async function testCertificates(): Promise<TestCertificates> {
  const kind = { keyType: 'ec', algorithm: 'sha256' } as const
  const authority = await generate([{ name: 'commonName', value: 'Test authority' }], {
    ...kind,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  })
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...kind,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  })
  return { authority: authority.cert, certificate: server.cert, key: server.private }
}
