import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { sampleText } from './sample-text.ts'

/** A matcher of patterns in C: finds tokens in text, with captures and look-behind, in more than one script. */
export async function run(): Promise<unknown> {
  const require = createRequire(import.meta.url)
  const { createOnigScanner, createOnigString, loadWASM } =
    require('vscode-oniguruma') as typeof import('vscode-oniguruma')
  await loadWASM(await readFile(require.resolve('vscode-oniguruma/release/onig.wasm')))
  const scanner = createOnigScanner([
    '\\b(?<word>[m-t]\\w+)(?=,)',
    '(?<=, )\\d{3,}',
    '\\p{Greek}+|[äöü]',
    '(a|b)*c{2,}?',
  ])
  const text = createOnigString(`${sampleText(6_000)} γάμμα früh ababcc`)
  const found: unknown[] = []
  for (let from = 0; ; ) {
    const match = scanner.findNextMatchSync(text, from)
    if (match === null) break
    found.push(match)
    from = Math.max(from + 1, match.captureIndices[0]?.end ?? 0)
  }
  text.dispose()
  scanner.dispose()
  return found
}
