// node rewrite-cold.mjs MODULE: prints, as JSON, what importing the rewriter takes and then its first use.
// JavaScript: to strip types, Node.js would first load a compiler into the process.
import { readFileSync } from 'node:fs'

const wasm = readFileSync(process.argv[2] ?? '')
const start = performance.now()
const { rewrite } = await import('@blufio/sandbox/rewriter')
const imported = performance.now()
rewrite(wasm)
const done = performance.now()
console.log(JSON.stringify({ importMs: imported - start, rewriteMs: done - imported }))
