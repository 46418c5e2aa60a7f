import type { Command, CommanderError } from 'commander'
import { cliError } from './cli-error.ts'

/** What commander found wrong with `args`, as an error of ours whose hint names the command at hand. */
export function usageError({ code, message }: CommanderError, program: Command, args: readonly string[]): Error {
  const said = code === 'commander.help' ? 'a command is missing' : message.replace(/^error: /, '')
  const suggested = /\n\((Did you mean [^\n]*)\)$/.exec(said)
  const path = commandPath(program, args)
  const help = `${['blufio', ...path].join(' ')} --help`
  return cliError('ERR_CLI_USAGE', suggested ? said.slice(0, suggested.index) : said, {
    hint: suggestion(program, args, path) ?? `${suggested ? `d${suggested[1]?.slice(1)} See` : 'see'} ${help}`,
  })
}

/** The names of the commands that `args` lead through. */
function commandPath(program: Command, args: readonly string[]): readonly string[] {
  const path: string[] = []
  let command: Command | undefined = program
  for (const arg of args) {
    command = command.commands.find((each) => each.name() === arg)
    if (command === undefined) break
    path.push(arg)
  }
  return path
}

// Who forgets the word 'skill' means one of its commands.
function suggestion(program: Command, args: readonly string[], path: readonly string[]): string | undefined {
  const [first] = args
  if (path.length > 0 || first === undefined) return undefined
  const group = program.commands.find(({ commands }) => commands.some((each) => each.name() === first))
  return group && `did you mean: blufio ${group.name()} ${first}? See blufio ${group.name()} ${first} --help`
}
