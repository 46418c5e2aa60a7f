import { useServers } from '../support/capability-server.ts'
import type { ContractQuestion, ContractReport } from './contract-report.ts'
import { DIFFERENCES } from './differences.ts'
import { engineVersion } from './engine-version.ts'
import { answerInput } from './host-page.ts'
import { runTests } from './page-tests.ts'
import { refusalOf } from './refused-feature.ts'

await answerInput(async ({ files, collectOnly, servers }: ContractQuestion): Promise<ContractReport> => {
  useServers(servers)
  const tests = await runTests({
    files,
    collectOnly,
    importFile: (file) => import(`../contract/${file}.test.ts`),
  })
  const features: Record<string, string> = {}
  for (const difference of DIFFERENCES) features[difference.feature] = await refusalOf(difference)
  return {
    version: engineVersion(),
    sharedMemory: typeof SharedArrayBuffer !== 'undefined',
    entry: import.meta.resolve('@blufio/sandbox'),
    features,
    tests,
  }
})
