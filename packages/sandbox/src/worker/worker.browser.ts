import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'

const answer = serve((message) => self.postMessage(message))
self.onmessage = ({ data }: MessageEvent<HostMessage>) => void answer(data)
