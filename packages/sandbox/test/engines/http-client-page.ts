import { useServers } from '../support/capability-server.ts'
import type { ServerOrigins } from '../support/capability-servers.ts'
import { answerInput } from './host-page.ts'
import { runTests } from './page-tests.ts'

await answerInput((servers: ServerOrigins) => {
  useServers(servers)
  return runTests({ files: ['http-client'], importFile: () => import('./http-client-suite.ts') })
})
