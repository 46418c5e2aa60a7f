import { cliError } from './cli-error.ts'
import { shellPath } from './shell-word.ts'
import { readRegularFile } from './skill-files.ts'

/** A module that somebody named. */
export interface WasmFile {
  /** What messages call it. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** More is not read from standard input: no module that is accepted is longer. */
const MAX_INPUT_BYTES = 33_554_432

/**
 * The module in the file at `path`, or on standard input for `-`.
 *
 * Throws `ERR_CLI_FILE_NOT_FOUND`, `ERR_CLI_FILE_READ`, and `ERR_CLI_USAGE` for the text format and for a terminal as input.
 */
export async function readWasmFile(path: string): Promise<WasmFile> {
  const isInput = path === '-'
  const name = isInput ? 'standard input' : path
  const bytes = isInput ? await readInput() : await readRegularFile(path)
  if (isText(bytes)) {
    throw cliError('ERR_CLI_USAGE', `${name} is WebAssembly text, where a binary module is wanted`, {
      hint: `translate it first, such as: wat2wasm ${isInput ? 'module.wat' : shellPath(path)}`,
    })
  }
  return { name, bytes }
}

async function readInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    throw cliError('ERR_CLI_USAGE', 'standard input is a terminal, where a module is wanted', {
      hint: 'name a file, or pass one on: blufio wasm explain - < module.wasm',
    })
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    length += chunk.length
    if (length > MAX_INPUT_BYTES) break
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Whether these are the first characters of the text format: a module in brackets, perhaps after comments. */
function isText(bytes: Uint8Array): boolean {
  return /^\s*(?:\((?:module|component|;)|;;)/.test(new TextDecoder('latin1').decode(bytes.subarray(0, 256)))
}
