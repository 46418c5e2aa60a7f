/** The database as it stood after one commit; what it says stays so, whatever is committed later. */
export interface PageSnapshot {
  /** In bytes. */
  readonly pageSize: number
  readonly pageCount: number
  /**
   * The bytes of `count` pages from number `first` on, which counts from 1, in one array that the caller may keep and change.
   * Rejects with {@link StaleSnapshot} when this state can't be read any more.
   */
  readPages(first: number, count: number): Promise<Uint8Array>
}

/** What a commit changes: `pages` by their numbers, and how many there are then. */
export interface PageChange {
  readonly pageSize: number
  readonly pageCount: number
  readonly pages: ReadonlyMap<number, Uint8Array>
}

/** Rejects a reading of a snapshot that another commit has replaced: the reader takes a new one and starts anew. */
export class StaleSnapshot extends Error {
  override readonly name: string = 'StaleSnapshot'
}

/**
 * Where a registry and its modules are kept. One contract for every kind of storage; the class above knows none.
 *
 * Digests are 64 lower-case hexadecimal digits. A promise that rejects does so with a `StoreError`, but for
 * {@link StaleSnapshot}.
 */
export interface StoreBacking {
  /** What messages call it: a path, `memory:`, or a browser's storage and a name, such as `opfs:my-skills`. */
  readonly location: string
  /** The last committed state, the same object while it is the last one; `undefined` while there is none. */
  snapshot(): Promise<PageSnapshot | undefined>
  /** Runs `action` while nobody else is inside, in this process or another. */
  exclusively<T>(action: () => Promise<T>): Promise<T>
  /**
   * Commits `change`, made from `basis`: durably, and wholly or not at all; only inside `exclusively`. Returns the new state,
   * or `undefined` when it is committed but can't be told whether others have committed since.
   * Throws `ERR_STORE_BUSY` when `basis` is not the last state.
   */
  commit(change: PageChange, basis: PageSnapshot | undefined): Promise<PageSnapshot | undefined>
  /** What a row calls the place of the module with this digest. */
  pathOfWasm(hash: string): string
  /** Keeps a module, durably, before the next commit does or with it; only inside `exclusively`. */
  writeWasm(hash: string, wasm: Uint8Array): Promise<void>
  /** The module kept by this digest, else the one at `path`, else `undefined`; the bytes are not checked. */
  readWasm(hash: string, path: string): Promise<Uint8Array | undefined>
  /** Forgets a module, if it is there; only inside `exclusively`. */
  deleteWasm(hash: string): Promise<void>
  /**
   * The modules that are there when it may be that a process was killed before the row that names them was committed, else
   * none; only inside `exclusively`.
   */
  leftovers(): Promise<readonly string[]>
  /** Lets go of what was held open. */
  close(): Promise<void>
}
