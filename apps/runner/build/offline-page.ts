import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** Where the page looks for it: a service worker has the files of its own folder and below. */
const SERVICE_WORKER = 'service-worker.js'

/** Tells the service worker which files there are, and a version that changes with any of them. */
export function offlinePage(): Plugin {
  return {
    name: 'offline-page',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[SERVICE_WORKER]
        if (worker?.type !== 'chunk') throw new Error(`there is no ${SERVICE_WORKER}`)
        const hash = createHash('sha256')
        const files: string[] = []
        for (const [name, file] of Object.entries(bundle).sort(([one], [other]) => (one < other ? -1 : 1))) {
          if (file === worker) continue
          // The page itself by its folder's address, which is how it is asked for.
          files.push(name === 'index.html' ? './' : name)
          hash.update(name).update(file.type === 'chunk' ? file.code : file.source)
        }
        const build = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files })
        worker.code = worker.code.replace('__BUILD__', build)
      },
    },
  }
}
