import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { runTests } from '../../../../tooling/testing/engines/page-tests.ts'

await answerInput(() => runTests({ files: ['stores'], importFile: () => import('./contract-suite.ts') }))
