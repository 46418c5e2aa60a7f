import { answerInput } from '../../../../tooling/testing/engines/host-page.ts'
import { runTests } from '../../../../tooling/testing/engines/page-tests.ts'

await answerInput((files: readonly string[]) =>
  runTests({ files, importFile: (file) => import(`../files/${file}.test.ts`) }),
)
