import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'
import { SharedStatus } from './shared-status.ts'

// The first message is what the host shares, or `undefined` where a page shares no memory.
self.onmessage = ({ data: shared }: MessageEvent<SharedArrayBuffer | undefined>) => {
  const status = shared === undefined ? undefined : new SharedStatus(shared)
  const take = serve((message) => self.postMessage(message), status)
  self.onmessage = ({ data }: MessageEvent<HostMessage>) => take(data)
}
