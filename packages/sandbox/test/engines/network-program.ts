// What a runtime's own sockets do for the sandbox where names, certificates and the environment could mislead them.

import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import type { NetworkOptions } from '../../src/host-options.ts'
import type { ServerOrigins } from '../support/capability-servers.ts'
import { networkSkill, requestCall } from '../support/network-skill.ts'
import { runOnce } from '../support/skills.ts'

// Where a runtime heeds these, every request below would fail, or an unknown certificate do.
for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) process.env[name] = 'http://127.0.0.1:1'
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
process.env['NO_PROXY'] = process.env['no_proxy'] = '127.0.0.1'

await answerInput<ServerOrigins>(async ({ open, secure, authority }) => {
  const http = `${open.replace('127.0.0.1', 'localhost')}/status/200`
  const https = `${secure.replace('127.0.0.1', 'localhost')}/status/200`
  const loopback = ['127.0.0.0/8']
  return {
    checked: await ask(http, { allowAddresses: loopback, resolve: async () => ['127.0.0.1'] }),
    // The system knows where localhost is, and there a server listens.
    onlyChecked: await ask(http, { allowAddresses: loopback, resolve: async () => ['127.0.0.9'] }),
    mixed: await ask(http, { allowAddresses: [], resolve: async () => ['8.8.8.8', '127.0.0.1'] }),
    none: await ask(http, { allowAddresses: loopback, resolve: async () => [] }),
    trusted: await ask(https, { allowAddresses: loopback, ca: authority, resolve: async () => ['127.0.0.1'] }),
    untrusted: await ask(https, { allowAddresses: loopback, resolve: async () => ['127.0.0.1'] }),
    otherName: await ask(https.replace('localhost', 'api.example.com'), {
      ...{ allowAddresses: loopback, ca: authority },
      resolve: async () => ['127.0.0.1'],
    }),
  }
})

/** The status or code that a skill gets; or how its run ends. */
async function ask(url: string, network: NetworkOptions): Promise<string> {
  const { protocol, host } = new URL(url)
  const domains = [protocol === 'http:' ? `http://${host}` : host]
  const wasm = networkSkill((place) => `(call $tell ${requestCall(place, url)})`)
  const { outcome, content } = await runOnce({ network, workers: 1 }, wasm, { capabilities: { network: { domains } } })
  return outcome === 'ok' ? content : outcome
}
