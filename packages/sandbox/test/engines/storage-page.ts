import { answerInput } from './host-page.ts'
import { runTests } from './page-tests.ts'

await answerInput(() => runTests({ files: ['storage'], importFile: () => import('./opfs-suite.ts') }))
