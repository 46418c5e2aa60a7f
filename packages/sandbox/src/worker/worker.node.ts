import { parentPort, workerData } from 'node:worker_threads'
import { serve } from './serve.ts'
import { SharedStatus } from './shared-status.ts'

parentPort?.on(
  'message',
  serve((message) => parentPort?.postMessage(message), new SharedStatus(workerData)),
)
