import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

/** A compiler in Go: TypeScript and JSX to small JavaScript, with a source map. */
export async function run(): Promise<unknown> {
  // The glue looks for the global object by the name that browsers have for it.
  Object.assign(globalThis, { self: globalThis })
  const require = createRequire(import.meta.url)
  const { initialize, transform } = require('esbuild-wasm/lib/browser.js') as typeof import('esbuild-wasm')
  const wasmModule = await WebAssembly.compile(await readFile(require.resolve('esbuild-wasm/esbuild.wasm')))
  await initialize({ wasmModule, worker: false })
  const { code, map, warnings } = await transform(SOURCE, {
    loader: 'tsx',
    minify: true,
    sourcemap: true,
    target: 'es2019',
  })
  return { code, map, warnings: warnings.length }
}

const SOURCE = `
import { useState, type ReactNode } from 'react'
enum Direction { Up = 1, Down }
interface Props<T> { readonly items: readonly T[]; render(item: T): ReactNode }
export class Counter { #count = 0n; static of() { return new Counter() } get count() { return this.#count ?? 0n } }
export async function* ticks(limit: number) { for (let n = 0; n < limit; n++) yield await Promise.resolve(n ** 2) }
export function List<T extends { id: string }>({ items, render }: Props<T>) {
  const [open, setOpen] = useState<Record<string, boolean>>({})
  return <ul onClick={() => setOpen({ ...open, all: Direction.Up === 1 })}>
    {items.map((item) => <li key={item?.id}>{open[item.id] ? render(item) : null}</li>)}
  </ul>
}
`
