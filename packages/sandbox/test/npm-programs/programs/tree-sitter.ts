import { createRequire } from 'node:module'

/** A parser in C whose grammar is a module of its own: both share a memory and a table. */
export async function run(): Promise<unknown> {
  const require = createRequire(import.meta.url)
  const { Language, Parser, Query } = require('@vscode/tree-sitter-wasm') as typeof import('@vscode/tree-sitter-wasm')
  await Parser.init()
  const language = await Language.load(require.resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter-css.wasm'))
  const parser = new Parser()
  parser.setLanguage(language)
  const sheet = SHEET.repeat(2)
  const tree = parser.parse(sheet)
  if (tree === null) throw new Error('the parser gave up')
  const matches = new Query(language, '(class_name) @name (integer_value) @number').captures(tree.rootNode)
  const found = matches.map(({ name, node }) => [name, node.text, node.startPosition.row])
  const first = tree.rootNode.toString()
  tree.edit({ ...EDIT, startPosition: inRow0(5), oldEndPosition: inRow0(5), newEndPosition: inRow0(7) })
  const second = parser.parse(`${sheet.slice(0, 5)}-x${sheet.slice(5)}`, tree)?.rootNode.toString()
  return { first, second, found }
}

const EDIT = { startIndex: 5, oldEndIndex: 5, newEndIndex: 7 }
const inRow0 = (column: number) => ({ row: 0, column })

const SHEET = `.card > a:hover, #main [data-x="y"]::before {
  color: rgba(12, 200, 7, 0.5) !important;
  margin: -3px auto calc(100% - 2em);
}
@media (min-width: 640px) and (orientation: landscape) { .grid { display: grid; gap: 1rem } }
@import url("print.css");
.broken { color: ; }
`
