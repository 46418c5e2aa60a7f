import { expect, test } from 'vitest'
import { testCertificates } from '../../../../tooling/testing/test-certificates.ts'
import { nodeHttpClient } from '../../src/platform/http-client.node.ts'

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

test.each([
  ['an address that is none', { allowAddresses: ['127.1'] }, 'allowAddresses'],
  ['addresses in no list', { allowAddresses: '127.0.0.1' }, 'allowAddresses'],
  ['an address that is no text', { allowAddresses: [5] }, 'allowAddresses'],
  ['a resolver that is no function', { resolve: ['127.0.0.1'] }, 'resolve'],
  ['the path of a certificate', { ca: '/etc/ssl/own.pem' }, 'ca'],
  ['an empty certificate', { ca: '' }, 'ca'],
  ['a certificate that is none', { ca: PEM }, 'ca'],
  ['a certificate in bytes', { ca: new Uint8Array(4) }, 'ca'],
])('%s is refused', async (_, options, name) => {
  await expect(nodeHttpClient(options as never)).rejects.toMatchObject({
    code: 'ERR_OPTION',
    message: expect.stringContaining(`'network.${name}'`),
  })
})

test('several certificates in one text are taken, and what stands between them is not', async () => {
  const [a, b] = [await testCertificates(), await testCertificates()]
  await nodeHttpClient({ ca: `# one\n${a.authority}\n# another\n${b.authority}` })
})
