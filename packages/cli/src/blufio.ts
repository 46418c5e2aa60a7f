#!/usr/bin/env node
import { main } from './main.ts'

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, closes the pipe: no error.
    if (error.code === 'EPIPE') return
    process.exitCode = 70
    if (stream === process.stdout) process.stderr.write(`error standard output can't be written: ${error.message}\n`)
  })
}

const status = await main(process.argv.slice(2))
// Set and not forced: process.exit() would cut off what is still being written.
process.exitCode ??= status
