import { answerInput, fromBase64 } from '../../../../tooling/testing/engines/host-page.ts'
import { runSuite } from '../spec/run-suite.ts'

await answerInput((files: Readonly<Record<string, string>>) =>
  runSuite(new Map(Object.entries(files).map(([path, bytes]) => [path, fromBase64(bytes)]))),
)
