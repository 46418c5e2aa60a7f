/** Skills that mean no good, in AssemblyScript. */
export const SOURCES = {
  endless: `\
import { Level, log } from './blufio'

export function run(): void {
  log(Level.Info, 'I will never end')
  while (true) {}
}
`,
  greedy: `\
import { Level, log } from './blufio'

export function run(): void {
  log(Level.Info, 'I want all memory there is, 1 MiB at a time')
  while (memory.grow(16) >= 0) {}
  log(Level.Warn, 'I was given ' + (memory.size() / 16).toString() + ' MiB')
  unreachable()
}
`,
  curious: `\
import { readFile, setOutput } from './blufio'

export function run(): void {
  const file = readFile('/etc/passwd')
  setOutput(file === null ? 'nothing there' : String.UTF8.decode(file))
}
`,
}
