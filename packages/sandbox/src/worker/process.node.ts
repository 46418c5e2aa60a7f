import { InheritedStatus } from './inherited-status.node.ts'
import { InheritedAnswers } from './piped-answers.node.ts'
import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'

/** The descriptors of the status and of the answers; a dash where there is none. */
const [status, answers] = process.argv.slice(2).map((text) => (text === '-' ? undefined : Number(text)))

process.on(
  'message',
  serve((message) => process.send?.(message), {
    status: status === undefined ? undefined : new InheritedStatus(status, end),
    answers: answers === undefined ? undefined : new InheritedAnswers(answers, end),
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
