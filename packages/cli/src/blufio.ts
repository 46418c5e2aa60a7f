#!/usr/bin/env node
import { cliError } from './cli-error.ts'
import { main } from './main.ts'
import { reportError } from './report-error.ts'

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, closes the pipe: no error.
    if (error.code === 'EPIPE') return
    process.exitCode = 2
    if (stream !== process.stdout) return
    const fault = cliError('ERR_CLI_FILE_WRITE', `standard output can't be written: ${error.message}`, {
      hint: 'check where it is sent to, and the room there',
    })
    // What reads standard output gets nothing any more.
    reportError(fault, { json: false })
  })
}

const status = await main(process.argv.slice(2))
// Set and not forced: process.exit() would cut off what is still being written.
process.exitCode ??= status
