import type { StoreBacking, StoreSnapshot } from './store-backing.ts'

/** Keeps a registry and its modules in memory, for as long as the store is open. */
export class MemoryBacking implements StoreBacking {
  readonly location = 'memory:'
  readonly #modules = new Map<string, Uint8Array>()
  #bytes: Uint8Array | undefined
  #commits = 0

  async revision(): Promise<string | undefined> {
    return this.#bytes && String(this.#commits)
  }

  async load(): Promise<StoreSnapshot | undefined> {
    return this.#bytes && { bytes: this.#bytes, revision: String(this.#commits) }
  }

  // The store that owns this memory takes its own turns one by one, and there is no other.
  exclusively<T>(action: () => Promise<T>): Promise<T> {
    return action()
  }

  async commit(bytes: Uint8Array): Promise<string> {
    this.#bytes = bytes
    this.#commits += 1
    return String(this.#commits)
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
}
