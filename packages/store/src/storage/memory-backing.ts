import type { PageChange, PageSnapshot, StoreBacking } from './store-backing.ts'

/** Keeps a registry and its modules in memory, for as long as the store is open. */
export class MemoryBacking implements StoreBacking {
  readonly location = 'memory:'
  readonly #modules = new Map<string, Uint8Array>()
  #snapshot: MemorySnapshot | undefined

  async snapshot(): Promise<PageSnapshot | undefined> {
    return this.#snapshot
  }

  // The store that owns this memory takes its own turns one by one, and there is no other.
  exclusively<T>(action: () => Promise<T>): Promise<T> {
    return action()
  }

  async commit(change: PageChange): Promise<PageSnapshot> {
    this.#snapshot = new MemorySnapshot(change, this.#snapshot)
    return this.#snapshot
  }

  pathOfWasm(hash: string): string {
    return `memory:${hash}.wasm`
  }

  async writeWasm(hash: string, wasm: Uint8Array): Promise<void> {
    this.#modules.set(hash, Uint8Array.from(wasm))
  }

  async readWasm(hash: string): Promise<Uint8Array | undefined> {
    const wasm = this.#modules.get(hash)
    return wasm && Uint8Array.from(wasm)
  }

  async deleteWasm(hash: string): Promise<void> {
    this.#modules.delete(hash)
  }

  async leftovers(): Promise<readonly string[]> {
    return []
  }

  async close(): Promise<void> {
    this.#snapshot = undefined
    this.#modules.clear()
  }
}

class MemorySnapshot implements PageSnapshot {
  readonly pageSize: number
  readonly pageCount: number
  readonly #pages: Map<number, Uint8Array>

  // Its store alone reads it, and only while it is the last: so its pages are those of the one before.
  constructor({ pageSize, pageCount, pages }: PageChange, before: MemorySnapshot | undefined) {
    this.pageSize = pageSize
    this.pageCount = pageCount
    this.#pages = before ? before.#pages : new Map()
    for (const [number, page] of pages) this.#pages.set(number, page)
  }

  async readPages(first: number, count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count * this.pageSize)
    for (let at = 0; at < count; at += 1) bytes.set(this.#pages.get(first + at) ?? [], at * this.pageSize)
    return bytes
  }
}
