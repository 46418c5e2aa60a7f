import { CommanderError } from 'commander'
import { type ExitStatus, exitStatusOf } from './exit-status.ts'
import { makeProgram } from './program.ts'
import { reportError } from './report-error.ts'
import { usageError } from './usage-error.ts'

/** Runs `blufio` with `args`, the arguments after its name; returns its exit status and never throws. */
export async function main(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = 0
  const program = makeProgram((ended) => {
    status = ended
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return status
  } catch (thrown) {
    // Help and version were printed, as asked.
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
    const error = thrown instanceof CommanderError ? usageError(thrown, program, args) : thrown
    reportError(error, { json: wantsJson(args) })
    return exitStatusOf(error)
  }
}

// The arguments were not understood, so that commander can't tell.
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? args.length : end).includes('--json')
}
