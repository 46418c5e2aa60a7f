import { type Command, CommanderError } from 'commander'
import { type ExitStatus, exitStatusOf } from './exit-status.ts'
import { makeProgram } from './program.ts'
import { recordRefusal } from './refusal-record.ts'
import { reportError } from './report-error.ts'
import { usageError } from './usage-error.ts'

/** Runs `blufio` with `args`, the arguments after its name; returns its exit status and never throws. */
export async function main(args: readonly string[]): Promise<ExitStatus> {
  let ended: ExitStatus = 0
  const program = makeProgram((status) => {
    ended = status
  })
  let acting: Command | undefined
  program.hook('preAction', (_, command) => {
    acting = command
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return ended
  } catch (thrown) {
    // Help and version were printed, as asked.
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
    const error = thrown instanceof CommanderError ? usageError(thrown, program, args) : thrown
    reportError(error, { json: wantsJson(args) })
    const status = exitStatusOf(error)
    if (status === 3 && acting !== undefined) await recordRefusal(acting, error)
    return status
  }
}

// The arguments were not understood, so that commander can't tell.
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? args.length : end).includes('--json')
}
