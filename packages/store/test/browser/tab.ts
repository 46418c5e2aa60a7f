import type { BrowserStorage } from '../../src/storage/browser-backing.browser.ts'

/** What runs beside the page: a page in a frame, or a worker. */
export type TabKind = 'frame' | 'worker'

export const TAB_KINDS: readonly TabKind[] = ['frame', 'worker']

/** Which of them a test ends amid their work, by where their registry is. */
export type KilledTabs = Readonly<Record<BrowserStorage, readonly TabKind[]>>

/** What a tab does with the registry `store`. */
export interface TabTask {
  readonly store: string
  readonly storage: BrowserStorage
  /** What the names of its skills begin with. */
  readonly prefix: string
  /** How many skills it installs; without end when there is no such number. */
  readonly count: number | null
}

/** A tab that works. */
export interface Tab {
  /** The names of the skills that it has installed so far. */
  readonly installed: readonly string[]
  /** Resolves when it has installed the first one. */
  readonly begun: Promise<void>
  /** Resolves when it has done all; rejects with what failed. */
  readonly done: Promise<void>
  /** Ends it, whatever it is doing. */
  readonly kill: () => void
}

/** What a tab tells. */
export type TabMessage = { readonly installed: string } | { readonly done: true } | { readonly failed: string }

/** Starts a tab with a context of its own. */
export function startTab(kind: TabKind, task: TabTask): Tab {
  const id = crypto.randomUUID()
  const fragment = `#${encodeURIComponent(JSON.stringify({ id, task }))}`
  const channel = new BroadcastChannel(id)
  const installed: string[] = []
  let tellBegun: (() => void) | undefined
  const begun = new Promise<void>((resolve) => {
    tellBegun = resolve
  })
  const done = new Promise<void>((resolve, reject) => {
    channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
      if ('failed' in data) reject(new Error(data.failed))
      else if ('done' in data) resolve()
      else {
        installed.push(data.installed)
        tellBegun?.()
      }
    }
  })
  const end = kind === 'worker' ? startWorker(fragment) : startFrame(fragment)
  const kill = () => {
    end()
    channel.close()
  }
  // Whoever waits for its beginning learns of its failure, too.
  return { installed, begun: Promise.race([begun, done]), done, kill }
}

/** What this script was started with as a tab; `undefined` when it is the page itself. */
export function ownTask(): { readonly id: string; readonly task: TabTask } | undefined {
  const fragment = globalThis.location.hash.slice(1)
  return fragment === '' ? undefined : JSON.parse(decodeURIComponent(fragment))
}

function startWorker(fragment: string): () => void {
  const worker = new Worker(`/tabs-page.js${fragment}`, { type: 'module' })
  return () => worker.terminate()
}

function startFrame(fragment: string): () => void {
  const frame = document.createElement('iframe')
  frame.src = `/${fragment}`
  document.body.append(frame)
  return () => frame.remove()
}
