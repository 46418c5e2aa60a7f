import { assertNames, wrong } from '../options.ts'
import { canSuspend } from '../rewriter/suspending.ts'
import { SharedAnswers } from '../worker/shared-answers.ts'
import { SharedStatus, type SharedWithWorker } from '../worker/shared-status.ts'
import type { Platform } from './platform.ts'

type Shared = { readonly [Name in keyof SharedWithWorker]?: SharedWithWorker[Name] | undefined }

/** How a web page does it; `workerUrl` names the worker's file where a bundler moved it. */
export function browserPlatform(workerUrl?: URL): Platform {
  return {
    environment: () => ({}),
    parallelism: () => navigator.hardwareConcurrency || 2,
    httpClient: async (options) => (await import('./http-client.browser.ts')).browserHttpClient(options),
    async fileStorage({ storage = 'memory', ...options }) {
      if (storage === 'memory') {
        assertNames('files', options, ['maxMemoryBytes'])
        return (await import('./files.memory.ts')).memoryStorage(options)
      }
      if (storage !== 'opfs') throw wrong('files.storage', storage, "'memory' or 'opfs'")
      assertNames('files', options, [])
      return (await import('./files.opfs.browser.ts')).opfsStorage()
    },
    startWorker({ maxAnswerBytes }) {
      // Bundlers look for this very expression to find the worker's file.
      const worker =
        workerUrl === undefined
          ? new Worker(new URL('./worker.browser.js', import.meta.url), { type: 'module', name: 'blufio-skill' })
          : new Worker(workerUrl, { type: 'module', name: 'blufio-skill' })
      const status = typeof SharedArrayBuffer === 'undefined' ? undefined : new SharedStatus()
      const answers = status === undefined || canSuspend ? undefined : SharedAnswers.create(maxAnswerBytes)
      worker.postMessage({ status: status?.buffer, answers: answers?.buffer } satisfies Shared)
      return {
        ...(status && { status }),
        ...(answers && { answers }),
        post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
        listen(onMessage, onFailure) {
          worker.onmessage = ({ data }) => onMessage(data)
          worker.onerror = (event) => onFailure(event.message || 'the worker could not be started')
          worker.onmessageerror = () => onFailure('a message could not be read')
        },
        keepAlive: () => {},
        terminate: async () => worker.terminate(),
      }
    },
  }
}
