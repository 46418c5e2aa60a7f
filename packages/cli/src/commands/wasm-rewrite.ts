import { stat } from 'node:fs/promises'
import { isBlufioError } from '@blufio/core'
import type { RewritePolicy, RewrittenModule } from '@blufio/sandbox/rewriter'
import type { Command } from 'commander'
import { growthWords, sizeWords } from '../amount-words.ts'
import { cliError } from '../cli-error.ts'
import { namingModule } from '../module-error.ts'
import { replaceFile } from '../replace-file.ts'
import { shellPath } from '../shell-word.ts'
import { type CommonOptions, type End, finish, plainCommand } from '../skill-command.ts'
import { safeLine } from '../terminal-text.ts'
import { readWasmFile, type WasmFile } from '../wasm-file.ts'
import { parseWhole } from '../whole-number.ts'

type RewriteOptions = Pick<CommonOptions, 'json'> & {
  readonly output: string
  readonly replace?: true
  readonly maxMemoryPages?: string
  readonly maxTableElements?: string
  readonly maxHeapBytes?: string
}

/** `blufio wasm rewrite`: writes a module with its meter. */
export function addWasmRewrite(parent: Command, end: End): void {
  plainCommand(parent, 'rewrite <file>', {
    about:
      'Write a module that counts its own fuel and stays within its limits. "-" reads it from standard input; ' +
      '-o - writes it to standard output.',
    example: `
      blufio wasm rewrite module.wasm -o metered.wasm
      blufio wasm rewrite module.wasm -o metered.wasm --max-memory-pages 256`,
  })
    .requiredOption('-o, --output <file>', 'where the metered module goes')
    .option('--replace', 'allow the output to take the place of the input')
    .option('--max-memory-pages <n>', 'the most memory, in pages of 64 KiB (default: as the module says)')
    .option('--max-table-elements <n>', 'the most elements of all tables (default: as the module says)')
    .option('--max-heap-bytes <n>', 'the most bytes of structs and arrays, all in all (default: not bounded)')
    .action(async (path: string, options: RewriteOptions) => {
      const toOutput = options.output === '-'
      if (toOutput) assertBinaryOutput(options)
      else await assertReplaceable(path, options)
      const file = await readWasmFile(path)
      const { rewrite } = await import('@blufio/sandbox/rewriter')
      const rewritten = await namingModule(file.name, () => hinting(() => rewrite(file.bytes, policyOf(options))))
      if (toOutput) process.stdout.write(rewritten.bytes)
      else await replaceFile(options.output, rewritten.bytes)
      const said = summary(file, rewritten, options.output)
      const shown = toOutput ? { text: '', notes: said } : { text: said, notes: meterWords(rewritten) }
      finish({ value: resultOf(file, rewritten, options.output), ...shown }, options, end)
    })
}

function policyOf({ maxMemoryPages, maxTableElements, maxHeapBytes }: RewriteOptions): RewritePolicy {
  return {
    ...(maxMemoryPages === undefined ? {} : { maxMemoryPages: parseWhole('--max-memory-pages', maxMemoryPages) }),
    ...(maxTableElements === undefined
      ? {}
      : { maxTableElements: parseWhole('--max-table-elements', maxTableElements) }),
    ...(maxHeapBytes === undefined ? {} : { maxHeapBytes: parseWhole('--max-heap-bytes', maxHeapBytes) }),
  }
}

/** The package speaks of a manifest, which is not at hand here. */
const LIMIT_HINTS: Readonly<Record<string, string>> = {
  ERR_WASM_MEMORY_LIMIT: 'raise --max-memory-pages, or compile the module with a smaller initial memory',
  ERR_WASM_TABLE_LIMIT: 'raise --max-table-elements, or compile the module with smaller tables',
  ERR_WASM_HEAP_LIMIT: 'raise --max-heap-bytes, or let the module make its objects in a function',
}

function hinting<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    const hint = isBlufioError(error) ? LIMIT_HINTS[error.code] : undefined
    throw hint === undefined ? error : Object.assign(error as Error, { hint })
  }
}

function assertBinaryOutput({ json }: RewriteOptions): void {
  if (json) {
    throw cliError('ERR_CLI_USAGE', '-o - and --json both want standard output', { hint: 'name a file after -o' })
  }
  if (process.stdout.isTTY) {
    throw cliError('ERR_CLI_USAGE', 'standard output is a terminal, which a module would garble', {
      hint: 'name a file after -o, or send it to one: … -o - > metered.wasm',
    })
  }
}

async function assertReplaceable(path: string, { output, replace }: RewriteOptions): Promise<void> {
  const there = await stat(output).catch(() => undefined)
  if (there === undefined) return
  if (!there.isFile()) {
    // A rename would put a file in the place of a device.
    throw cliError('ERR_CLI_FILE_WRITE', `${output} can't be written: it is not a regular file`, {
      hint: 'name another file after -o',
    })
  }
  const input = path === '-' ? undefined : await stat(path).catch(() => undefined)
  if (replace || input?.ino !== there.ino || input.dev !== there.dev) return
  throw cliError('ERR_CLI_USAGE', `${output} is the module that is read, which would be lost`, {
    hint: `name another file after -o, or replace it: blufio wasm rewrite ${shellPath(path)} -o ${shellPath(output)} --replace`,
  })
}

function summary({ bytes, name }: WasmFile, { bytes: metered }: RewrittenModule, output: string): string {
  const where = output === '-' ? 'the metered module' : safeLine(output)
  return `wrote ${where}, ${sizeWords(metered.length)}; ${safeLine(name)} has ${sizeWords(bytes.length)} (${growthWords(bytes.length, metered.length)})`
}

/** Where a host finds the meter. */
function meterWords({ plan: { reservedExports, start } }: RewrittenModule): string {
  const { fuel, refill } = reservedExports
  const begin = start === undefined ? '' : `, start function ${safeLine(reservedExports.start)}`
  return `its meter: global ${safeLine(fuel)}, table ${safeLine(refill)}${begin}`
}

function resultOf({ name, bytes }: WasmFile, { bytes: metered, plan }: RewrittenModule, output: string): object {
  const { memories, tables, reservedExports, startupFuel, start } = plan
  return {
    input: name,
    output,
    bytes: bytes.length,
    meteredBytes: metered.length,
    memories,
    tables,
    reservedExports,
    startupFuel,
    hasStart: start !== undefined,
  }
}
