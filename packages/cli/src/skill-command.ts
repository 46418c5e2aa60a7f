import type { Command } from 'commander'
import type { ExitStatus } from './exit-status.ts'
import { safeJson } from './terminal-text.ts'

/** The options that every command has. */
export interface CommonOptions {
  /** Whether the result is one JSON value. */
  readonly json?: true
  /** Where installed skills are kept. */
  readonly home?: string
}

/** What a command came to. */
export interface CommandResult {
  /** For `--json`; bigints become decimal strings. */
  readonly value: unknown
  /** For a reader: the result, on standard output. Already safe for a terminal. */
  readonly text: string
  /** For a reader: what else there is to say, on standard error. Already safe for a terminal. */
  readonly notes?: string
  readonly status?: ExitStatus
}

/** Tells the program the exit status of a command. */
export type End = (status: ExitStatus) => void

/** A command of `blufio skill` with the options that all have, and an example in its help. */
export function skillCommand(
  parent: Command,
  usage: string,
  { about, example }: { about: string; example: string },
): Command {
  return parent
    .command(usage)
    .description(about)
    .option('--json', 'print one JSON value on standard output, and nothing else there')
    .option('--home <dir>', 'where installed skills are kept (default: $BLUFIO_HOME, else ~/.blufio)')
    .addHelpText('after', `\nExample:\n${example.trim().replace(/^\s*/gm, '  ')}`)
}

/** Prints the result of a command and tells its exit status. */
export function finish({ value, text, notes, status = 0 }: CommandResult, { json }: CommonOptions, end: End): void {
  if (json) process.stdout.write(`${safeJson(value)}\n`)
  else {
    if (notes !== undefined && notes !== '') process.stderr.write(endLine(notes))
    if (text !== '') process.stdout.write(endLine(text))
  }
  end(status)
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}
