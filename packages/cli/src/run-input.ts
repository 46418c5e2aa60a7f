import { readFile } from 'node:fs/promises'
import { isBlufioError, type JsonValue } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { findChangedNumber } from './exact-numbers.ts'
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
  const value = parseInput(source)
  const changed = findChangedNumber(source.text)
  if (changed === undefined) return value
  const written = shortened(changed.written)
  throw cliError(
    'ERR_CLI_INPUT_JSON',
    `${source.name} holds the number ${written}, which would become ${changed.becomes}`,
    {
      hint: `pass such a number as a string: "${written}"`,
    },
  )
}

function parseInput({ name, text, quoting }: Source): JsonValue {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_INPUT_JSON', `${name} is not JSON: ${why}`, {
      hint: `${quoting}, or add --text to hand it over as plain text`,
      cause,
    })
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

interface Source {
  readonly name: string
  readonly text: string
  /** Whether nothing at all is a good input. */
  readonly optional: boolean
  /** What to do when it is not JSON. */
  readonly quoting: string
}

const QUOTE_IT = `quote it for the shell, such as --input '{"text": "…"}'`
const MEND_IT = 'mend it'

async function readSource({ input, inputFile }: InputOptions): Promise<Source> {
  if (input !== undefined) return { name: 'the input', text: input, optional: false, quoting: QUOTE_IT }
  if (inputFile !== undefined) {
    return { name: inputFile, text: await readText(inputFile), optional: false, quoting: MEND_IT }
  }
  const standard = { name: 'standard input', optional: true, quoting: MEND_IT }
  if (process.stdin.isTTY) return { ...standard, text: '' }
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return { ...standard, text: decode('standard input', Buffer.concat(chunks)) }
}

async function readText(path: string): Promise<string> {
  try {
    return decode(path, await readFile(path))
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT', 'ENOTDIR')) {
      throw cliError('ERR_CLI_FILE_NOT_FOUND', `there is no file ${path}`, { hint: 'check the path', cause })
    }
    if (isBlufioError(cause)) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_FILE_READ', `${path} can't be read: ${why}`, {
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
