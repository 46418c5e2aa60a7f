import { readFile } from 'node:fs/promises'
import type { JsonValue } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { isSystemError } from './skill-files.ts'

/** Where the input of a run comes from. */
export interface InputOptions {
  /** The input itself. */
  readonly input?: string
  /** A file that holds it. */
  readonly inputFile?: string
  /** Whether the input is plain text, which the skill gets as one JSON string. */
  readonly text?: true
}

/**
 * The input of a run: `--input`, else the file, else standard input unless that is a terminal; `null` when there is
 * none. Throws `ERR_CLI_USAGE`, `ERR_CLI_INPUT_JSON`, `ERR_CLI_FILE_NOT_FOUND` and `ERR_CLI_FILE_READ`.
 */
export async function readInput(options: InputOptions): Promise<JsonValue> {
  if (options.input !== undefined && options.inputFile !== undefined) {
    throw cliError('ERR_CLI_USAGE', '--input and --input-file can not both be given', { hint: 'choose one of them' })
  }
  const source = await readSource(options)
  if (options.text) return source.text
  if (source.text.trim() === '' && source.optional) return null
  try {
    return JSON.parse(source.text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_INPUT_JSON', `${source.name} is not JSON: ${why}`, {
      hint: `quote it for the shell, such as --input '{"text": "…"}'; or add --text to hand it over as plain text`,
      cause,
    })
  }
}

interface Source {
  readonly name: string
  readonly text: string
  /** Whether nothing at all is a good input. */
  readonly optional: boolean
}

async function readSource({ input, inputFile }: InputOptions): Promise<Source> {
  if (input !== undefined) return { name: 'the input', text: input, optional: false }
  if (inputFile !== undefined) return { name: inputFile, text: await readText(inputFile), optional: false }
  if (process.stdin.isTTY) return { name: 'standard input', text: '', optional: true }
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return { name: 'standard input', text: decode('standard input', Buffer.concat(chunks)), optional: true }
}

async function readText(path: string): Promise<string> {
  try {
    return decode(path, await readFile(path))
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
      throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no file ${path}`, { hint: 'check the path', cause })
    }
    if (!isSystemError(cause, 'EACCES', 'EISDIR', 'EPERM', 'EIO')) throw cause
    throw cliError('ERR_CLI_FILE_READ', `${path} can't be read: ${(cause as Error).message}`, {
      hint: 'check the path',
      cause,
    })
  }
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw cliError('ERR_CLI_INPUT_JSON', `${name} is not text in UTF-8`, { hint: 'convert it first', cause })
  }
}
