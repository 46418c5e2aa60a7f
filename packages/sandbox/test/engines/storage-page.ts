import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { runTests } from '../../../../tooling/testing/engines/page-tests.ts'

await answerInput(() => runTests({ files: ['storage'], importFile: () => import('./opfs-suite.ts') }))
