import { InheritedStatus } from './inherited-status.node.ts'
import { InheritedCalls } from './piped-calls.node.ts'
import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'

/** The descriptors of the status and of the pipe for calls; a dash where there is none. */
const [status, calls] = process.argv.slice(2).map((text) => (text === '-' ? undefined : Number(text)))

process.on(
  'message',
  serve((message) => process.send?.(message), {
    status: status === undefined ? undefined : new InheritedStatus(status, end),
    answers: calls === undefined ? undefined : new InheritedCalls(calls, end),
  }) as (message: HostMessage | unknown) => void,
)
// The host is gone, or does not want it any more.
process.on('disconnect', end)

function end(): void {
  // Leaving in order could wait for an engine that compiles; Deno lets nobody kill without a permission.
  try {
    process.kill(process.pid, 'SIGKILL')
  } catch {
    process.exit()
  }
}
