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
  /** For a reader: what came before the result, on standard error. Already safe for a terminal. */
  readonly preface?: string
  /** For a reader: the result, on standard output. Already safe for a terminal. */
  readonly text: string
  /** For a reader: what else there is to say, on standard error. Already safe for a terminal. */
  readonly notes?: string
  readonly status?: ExitStatus
}

/** Tells the program the exit status of a command. */
export type End = (status: ExitStatus) => void

/** What a command does, and an example for its help. */
export interface CommandHelp {
  readonly about: string
  /** One command line or more. */
  readonly example: string
}

/** A command of `blufio skill` with the options that all have, and an example in its help. */
export function skillCommand(parent: Command, usage: string, help: CommandHelp): Command {
  return plainCommand(parent, usage, help).option(
    '--home <dir>',
    'where installed skills are kept (default: $BLUFIO_HOME, else ~/.blufio)',
  )
}

/** A command that has nothing to do with installed skills. */
export function plainCommand(parent: Command, usage: string, { about, example }: CommandHelp): Command {
  return parent
    .command(usage)
    .description(about)
    .option('--json', 'print one JSON value on standard output, and nothing else there')
    .addHelpText('after', `\nExample:\n${example.trim().replace(/^\s*/gm, '  ')}`)
}

/** Prints the result of a command and tells its exit status. */
export function finish(result: CommandResult, { json }: CommonOptions, end: End): void {
  if (json) process.stdout.write(`${safeJson(result.value)}\n`)
  else {
    writeLines(process.stderr, result.preface)
    writeLines(process.stdout, result.text)
    writeLines(process.stderr, result.notes)
  }
  end(result.status ?? 0)
}

function writeLines(stream: NodeJS.WriteStream, text = ''): void {
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`)
}
