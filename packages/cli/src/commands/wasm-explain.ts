import type { FunctionListing } from '@blufio/sandbox/explain'
import type { Command } from 'commander'
import { chooseFunction } from '../chosen-function.ts'
import { cliError } from '../cli-error.ts'
import { namingModule } from '../module-error.ts'
import { moduleSummary } from '../module-summary.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, plainCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'
import { readWasmFile, type WasmFile } from '../wasm-file.ts'

type ExplainOptions = Pick<CommonOptions, 'json'> & { readonly function?: string; readonly lines?: string }

/** `blufio wasm explain`: what a module needs and uses, and where its fuel is charged. */
export function addWasmExplain(parent: Command, end: End): void {
  plainCommand(parent, 'explain <file>', {
    about:
      'Show what a module imports and which capability each import needs, what it exports and uses, its sizes and limits, ' +
      'and where fuel will be charged. "-" reads it from standard input.',
    example: `
      blufio wasm explain module.wasm
      blufio wasm explain module.wasm --function run
      blufio wasm explain module.wasm --function 12 --lines 2001-4000
      blufio wasm explain --json - < module.wasm`,
  })
    .option('--function <name>', 'list the code of one function with the charges beside it: its name, export or index')
    .option('--lines <range>', 'which lines of that function (default: 1-2000)')
    .action(async (path: string, options: ExplainOptions) => {
      if (options.lines !== undefined && options.function === undefined) {
        throw cliError('ERR_CLI_USAGE', '--lines goes with --function', {
          hint: `name one: blufio wasm explain ${shellPath(path)} --function run --lines ${options.lines}`,
        })
      }
      const file = await readWasmFile(path)
      if (options.function === undefined) await explain(file, options, end)
      else await list(file, options.function, options, end)
    })
}

async function explain(file: WasmFile, options: ExplainOptions, end: End): Promise<void> {
  const { explainModule } = await import('@blufio/sandbox/explain')
  const explanation = await namingModule(file.name, () => explainModule(file.bytes))
  const notes =
    explanation.functions.defined === 0 || explanation.metering === undefined
      ? ''
      : `\nfor the code of a function, with its charges: --function ${explanation.functions.largest?.index ?? 0}`
  const status = explanation.refusal === undefined ? 0 : 2
  finish({ value: explanation, text: moduleSummary(safeLine(file.name), explanation), notes, status }, options, end)
}

async function list(file: WasmFile, wanted: string, options: ExplainOptions, end: End): Promise<void> {
  const [{ describeFunctions, formatListing, listFunction }, { rewrite }] = await Promise.all([
    import('@blufio/sandbox/explain'),
    import('@blufio/sandbox/rewriter'),
  ])
  const range = parseRange(options.lines ?? '1-2000')
  const listing = await namingModule(file.name, (): FunctionListing => {
    const { plan } = rewrite(file.bytes)
    return listFunction(file.bytes, plan, chooseFunction(describeFunctions(file.bytes), wanted), range)
  })
  const last = listing.firstLine + listing.lines.length
  const notes = last <= listing.lineCount ? `the next lines: --lines ${last}-${last - 1 + range.maxLines}` : ''
  finish({ value: listing, text: formatListing(listing), notes }, options, end)
}

function parseRange(text: string): { readonly firstLine: number; readonly maxLines: number } {
  const [, first, last] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? []
  const firstLine = Number(first)
  const maxLines = Number(last) - firstLine + 1
  if (firstLine >= 1 && maxLines >= 1) return { firstLine, maxLines }
  throw cliError('ERR_CLI_USAGE', `--lines ${JSON.stringify(text.slice(0, 80))} is no range of lines`, {
    hint: 'give the first and the last one, such as --lines 1-2000',
  })
}
