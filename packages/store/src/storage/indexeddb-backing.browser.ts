import { IndexedDbDatabase } from './indexeddb-database.browser.ts'
import { resultOf } from './indexeddb-request.browser.ts'
import { changedMeanwhile } from './registry-refusal.ts'
import { readingStorage, writingStorage } from './storage-access.browser.ts'
import { type PageChange, type PageSnapshot, StaleSnapshot, type StoreBacking } from './store-backing.ts'
import { withWebLock } from './web-lock.browser.ts'

/** What `meta` says of the last commit. */
interface LastState {
  /** Tells this state from any other. */
  readonly revision: string
  readonly pageSize: number
  readonly pageCount: number
}

const LAST_STATE = 'last'

/**
 * Keeps a registry and its modules in IndexedDB. A commit is one transaction: its pages, and the modules that were handed
 * over for it, so that there is never one that no row names.
 */
export class IndexedDbBacking implements StoreBacking {
  readonly location: string
  readonly #database: IndexedDbDatabase
  /** The modules for the next commit, by their digests. */
  readonly #modules = new Map<string, Uint8Array>()
  #last: IndexedDbSnapshot | undefined

  constructor(name: string) {
    this.location = `indexeddb:${name}`
    this.#database = new IndexedDbDatabase(name, this.location)
  }

  snapshot(): Promise<PageSnapshot | undefined> {
    return readingStorage(this.location, () =>
      this.#database.read(['meta'], async (transaction) => {
        const state = await lastState(transaction)
        if (state?.revision !== this.#last?.state.revision) {
          this.#last = state && new IndexedDbSnapshot(this.#database, state, this.location)
        }
        return this.#last
      }),
    )
  }

  exclusively<T>(action: () => Promise<T>): Promise<T> {
    return withWebLock(this.location, async () => {
      try {
        return await action()
      } finally {
        this.#modules.clear()
      }
    })
  }

  async commit(change: PageChange, basis: PageSnapshot | undefined): Promise<PageSnapshot> {
    const { pageSize, pageCount, pages } = change
    const state: LastState = { revision: crypto.randomUUID(), pageSize, pageCount }
    await writingStorage(this.location, () =>
      this.#database.write(['meta', 'pages', 'modules'], async (transaction) => {
        const current = await lastState(transaction)
        const expected = basis instanceof IndexedDbSnapshot ? basis.state.revision : undefined
        if (current?.revision !== expected) throw changedMeanwhile(this.location)
        const kept = transaction.objectStore('pages')
        for (const [number, page] of pages) kept.put(copyOf(page), number)
        kept.delete(IDBKeyRange.lowerBound(pageCount, true))
        for (const [hash, wasm] of this.#modules) transaction.objectStore('modules').put(copyOf(wasm), hash)
        transaction.objectStore('meta').put(state, LAST_STATE)
      }),
    )
    this.#modules.clear()
    this.#last = new IndexedDbSnapshot(this.#database, state, this.location)
    return this.#last
  }

  pathOfWasm(hash: string): string {
    return `${this.location}/${hash}.wasm`
  }

  async writeWasm(hash: string, wasm: Uint8Array): Promise<void> {
    this.#modules.set(hash, wasm)
  }

  readWasm(hash: string): Promise<Uint8Array | undefined> {
    return readingStorage(this.location, () =>
      this.#database.read(['modules'], async (transaction) => {
        const wasm: unknown = await resultOf(transaction.objectStore('modules').get(hash))
        return wasm instanceof Uint8Array ? wasm : undefined
      }),
    )
  }

  async deleteWasm(hash: string): Promise<void> {
    this.#modules.delete(hash)
    await writingStorage(this.location, () =>
      this.#database.write(['modules'], async (transaction) => {
        transaction.objectStore('modules').delete(hash)
      }),
    )
  }

  async leftovers(): Promise<readonly string[]> {
    return []
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

/** A state of which the pages are there until the next commit. */
class IndexedDbSnapshot implements PageSnapshot {
  readonly state: LastState
  readonly pageSize: number
  readonly pageCount: number
  readonly #database: IndexedDbDatabase
  readonly #location: string

  constructor(database: IndexedDbDatabase, state: LastState, location: string) {
    this.state = state
    this.pageSize = state.pageSize
    this.pageCount = state.pageCount
    this.#database = database
    this.#location = location
  }

  readPages(first: number, count: number): Promise<Uint8Array> {
    return readingStorage(this.#location, () =>
      this.#database.read(['meta', 'pages'], async (transaction) => {
        const range = IDBKeyRange.bound(first, first + count - 1)
        const pages = transaction.objectStore('pages')
        const [state, numbers, contents] = await Promise.all([
          lastState(transaction),
          resultOf(pages.getAllKeys(range)),
          resultOf<Uint8Array[]>(pages.getAll(range)),
        ])
        if (state?.revision !== this.state.revision) throw new StaleSnapshot('another commit replaced its pages')
        const bytes = new Uint8Array(count * this.pageSize)
        for (const [at, number] of numbers.entries()) {
          bytes.set(contents[at] ?? [], (Number(number) - first) * this.pageSize)
        }
        return bytes
      }),
    )
  }
}

function lastState(transaction: IDBTransaction): Promise<LastState | undefined> {
  return resultOf<LastState | undefined>(transaction.objectStore('meta').get(LAST_STATE))
}

/** Without what may lie around it in its buffer, all of which a browser would store. */
function copyOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes)
}
