// A worker that runs the module of its workerData for each input that it is sent, and sends the output back.
import { parentPort, workerData } from 'node:worker_threads'
import { runPlain } from './plain-skill.ts'

parentPort?.on('message', (input: unknown) => parentPort?.postMessage(runPlain(workerData, input)))
