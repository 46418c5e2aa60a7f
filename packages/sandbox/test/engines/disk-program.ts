import { answerInput } from './host-page.ts'
import { runTests } from './page-tests.ts'

await answerInput((files: readonly string[]) =>
  runTests({ files, importFile: (file) => import(`../files/${file}.test.ts`) }),
)
