#!/usr/bin/env node
import { main } from './main.ts'

// A reader that has seen enough, such as `head`, closes the pipe: no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

// Set and not forced: process.exit() would cut off what is still being written.
process.exitCode = await main(process.argv.slice(2))
