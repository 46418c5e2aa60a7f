import { nodeHttpClient } from '../../src/platform/http-client.node.ts'

// Says what the server at the URL that it is given answers the sandbox, then whether it answers the runtime's own fetch.
const url = process.argv[2] ?? ''
const client = await nodeHttpClient({ allowAddresses: ['127.0.0.1'] })
const hop = { method: 'GET', url, headers: [], body: new Uint8Array() }
const bounds = { maxResponseBytes: 1_000, maxResponseHeaderBytes: 1_000 }
const answer = await client.send(hop, bounds, new AbortController().signal)
const said = answer.kind === 'response' ? new TextDecoder().decode(answer.body) : JSON.stringify(answer)
const byFetch = await fetch(url).then(
  (response) => response.text(),
  () => 'proxied',
)
process.stdout.write(`${said}, ${byFetch}`)
