import type { FunctionListing, ListedLine } from './list-function.ts'

/** Deeper nesting is not indented further: a text must not grow with the square of what it shows. */
const DEEPEST = 16
const INDENT = 2
/** Where notes stand: behind the longest instruction, within these columns. */
const NARROWEST = 24
const WIDEST = 44

/** A listing as text: the instructions indented by their blocks, and behind `;;` what is put in at each. */
export function formatListing({ lines, firstLine, lineCount }: FunctionListing): string {
  const codes = lines.map(indented)
  const longest = codes.reduce((most, code) => Math.max(most, code.length <= WIDEST ? code.length : 0), NARROWEST)
  const rows = lines.flatMap(({ notes }, place) => besides(codes[place] ?? '', notes, longest))
  const last = firstLine + lines.length - 1
  if (lines.length < lineCount) rows.push(`;; lines ${firstLine} to ${last} of ${lineCount}`)
  return `${rows.join('\n')}\n`
}

function indented({ depth, code }: ListedLine): string {
  return `${' '.repeat(INDENT * Math.min(depth, DEEPEST))}${code}`
}

/** The first note beside the code when there is room, the others below it. */
function besides(code: string, notes: readonly string[], column: number): string[] {
  const noted = (before: string, note: string): string => `${before.padEnd(column)}  ;; ${note}`
  const [first, ...others] = notes
  if (first === undefined) return [code]
  const rest = others.map((note) => noted('', note))
  return code.length > column ? [code, noted('', first), ...rest] : [noted(code, first), ...rest]
}
