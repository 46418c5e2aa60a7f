import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'
import { SharedAnswers } from './shared-answers.ts'
import { SharedStatus, type SharedWithWorker } from './shared-status.ts'

// The first message is what the host shares, or nothing where a page shares no memory.
self.onmessage = ({ data: { status, answers } }: MessageEvent<Partial<SharedWithWorker>>) => {
  const take = serve((message) => self.postMessage(message), {
    status: status && new SharedStatus(status),
    answers: answers && new SharedAnswers(answers),
  })
  self.onmessage = ({ data }: MessageEvent<HostMessage>) => take(data)
}
