import { engineVersion } from '../../../../tooling/testing/engines/engine-version.ts'
import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { type PageTest, runTests } from '../../../../tooling/testing/engines/page-tests.ts'
import { useServers } from '../support/capability-server.ts'
import { leaveOutProcesses } from '../support/skills.ts'
import type { ContractQuestion, ContractReport } from './contract-report.ts'
import { DIFFERENCES } from './differences.ts'
import { refusalOf } from './refused-feature.ts'

await answerInput(async (question: ContractQuestion): Promise<ContractReport> => {
  const { files, withoutProcesses, collectOnly, servers } = question
  useServers(servers)
  const run = (paths: readonly string[]): Promise<readonly PageTest[]> =>
    runTests({ files: paths, collectOnly, importFile: (file) => import(`../contract/${file}.test.ts`) })
  const tests = [...(await run(files.filter((file) => !withoutProcesses.includes(file))))]
  leaveOutProcesses()
  tests.push(...(await run(withoutProcesses)))
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
