import { parentPort, workerData } from 'node:worker_threads'
import { serve } from './serve.ts'
import { SharedAnswers } from './shared-answers.ts'
import { SharedStatus, type SharedWithWorker } from './shared-status.ts'

const { status, answers }: SharedWithWorker = workerData

parentPort?.on(
  'message',
  serve((message) => parentPort?.postMessage(message), {
    status: new SharedStatus(status),
    answers: answers && new SharedAnswers(answers),
  }),
)
