import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { assertNames, wrong } from '../options.ts'
import { canSuspend } from '../rewriter/suspending.ts'
import { SharedAnswers } from '../worker/shared-answers.ts'
import { SharedStatus, type SharedWithWorker } from '../worker/shared-status.ts'
import { startProcess } from './child-process.node.ts'
import type { Platform } from './platform.ts'

/** How Node.js and other server runtimes do it; `workerUrl` names the file of a worker, or of a process, where a bundler moved it. */
export function nodePlatform(workerUrl?: URL): Platform {
  return {
    environment: () => process.env,
    parallelism: availableParallelism,
    startWorker({ maxAnswerBytes }) {
      // An empty environment and no inherited flags: a guest that breaks out of its engine finds no secrets here.
      const status = new SharedStatus()
      const url = workerUrl ?? new URL('./worker.node.js', import.meta.url)
      const answers = canSuspend ? undefined : SharedAnswers.create(maxAnswerBytes)
      const workerData: SharedWithWorker = { status: status.buffer, answers: answers?.buffer }
      const worker = new Worker(url, { env: {}, execArgv: [], name: 'blufio-skill', workerData })
      worker.unref()
      return {
        status,
        ...(answers && { answers }),
        post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
        listen(onMessage, onFailure) {
          worker.on('message', onMessage)
          worker.on('messageerror', () => onFailure('a message could not be read'))
          worker.on('error', (error) => onFailure(error instanceof Error ? error.message : String(error)))
          worker.on('exit', (status) => onFailure(`the worker ended with status ${status}`))
        },
        keepAlive: (busy) => void (busy ? worker.ref() : worker.unref()),
        terminate: async () => void (await worker.terminate()),
      }
    },
    httpClient: async (options) => (await import('./http-client.node.ts')).nodeHttpClient(options),
    async fileStorage({ storage = 'disk', ...options }) {
      if (storage === 'disk') {
        assertNames('files', options, ['dataFolder', 'home', 'outOfReach'])
        return (await import('./files.node.ts')).diskStorage(options)
      }
      if (storage !== 'memory') throw wrong('files.storage', storage, "'disk' or 'memory'")
      assertNames('files', options, ['maxMemoryBytes'])
      return (await import('./files.memory.ts')).memoryStorage(options)
    },
    startProcess: (channels) => startProcess(workerUrl ?? new URL('./process.node.js', import.meta.url), channels),
  }
}
