import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { runTests } from '../../../../tooling/testing/engines/page-tests.ts'
import { useServers } from '../support/capability-server.ts'
import type { ServerOrigins } from '../support/capability-servers.ts'

await answerInput((servers: ServerOrigins) => {
  useServers(servers)
  return runTests({ files: ['http-client'], importFile: () => import('./http-client-suite.ts') })
})
