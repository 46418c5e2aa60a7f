import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { rewrite } from '@blufio/sandbox/rewriter'
import { type Comparison, compare, print } from './interleaved.ts'

/** What rewriting takes beside validating the same module, and how much larger modules become. */
export async function benchRewriting(rounds: number): Promise<void> {
  const rows: Comparison[] = []
  const growth: string[] = []
  for (const { name, wasm } of modules()) {
    const sizes = `${(wasm.length / 1024).toFixed(0)} KiB`
    rows.push(
      await compare(`${name}, ${sizes}`, {
        baseline: () => () => void WebAssembly.validate(wasm),
        candidate: () => () => void rewrite(wasm),
        rounds,
      }),
    )
    growth.push(`${name} × ${(rewrite(wasm).bytes.length / wasm.length).toFixed(3)}`)
  }
  print('rewriting: WebAssembly.validate, rewrite, ratio', rows)
  console.log(`  size: ${growth.join(', ')}`)
}

function modules(): { name: string; wasm: Uint8Array<ArrayBuffer> }[] {
  const require = createRequire(import.meta.url)
  return [
    { name: 'C fixture', wasm: readFileSync(new URL('../test/fixtures/c-reverse/skill.wasm', import.meta.url)) },
    {
      name: 'Rust fixture',
      wasm: readFileSync(new URL('../test/fixtures/rust-word-count/skill.wasm', import.meta.url)),
    },
    { name: 'sql.js', wasm: readFileSync(require.resolve('sql.js/dist/sql-wasm.wasm')) },
  ]
}
