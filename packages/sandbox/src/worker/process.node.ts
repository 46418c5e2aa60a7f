import { InheritedStatus } from './inherited-status.node.ts'
import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'

/** The descriptor of the status, when there is one. */
const descriptor = process.argv[2]
const status = descriptor === undefined ? undefined : new InheritedStatus(Number(descriptor), end)

process.on('message', serve((message) => process.send?.(message), status) as (message: HostMessage | unknown) => void)
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
