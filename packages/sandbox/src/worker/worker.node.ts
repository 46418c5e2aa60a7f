import { parentPort } from 'node:worker_threads'
import type { HostMessage } from './protocol.ts'
import { serve } from './serve.ts'

const answer = serve((message) => parentPort?.postMessage(message))
parentPort?.on('message', (message: HostMessage) => void answer(message))
