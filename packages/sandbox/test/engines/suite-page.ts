import { runSuite } from '../spec/run-suite.ts'
import { answerInput, fromBase64 } from './host-page.ts'

await answerInput((files: Readonly<Record<string, string>>) =>
  runSuite(new Map(Object.entries(files).map(([path, bytes]) => [path, fromBase64(bytes)]))),
)
