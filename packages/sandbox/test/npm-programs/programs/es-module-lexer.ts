import { init, parse } from 'es-module-lexer'

/** A scanner in C by clang alone: imports and exports of a large source. */
export async function run(): Promise<unknown> {
  await init
  const [imports, exports] = parse(SOURCE.repeat(8), 'source.js')
  return { imports, exports }
}

const SOURCE = `import a, { b as c } from './a.js'
import * as d from "d" with { type: 'json' }
export { c as default, x } from './b.js'
export const e = 1, f = () => /re[/]g/.test(\`\${d} \${import.meta.url}\`)
export async function* g() { yield import('./c' + e) } // import 'no'
if (f / 2) ({ import: 'no' })
`
