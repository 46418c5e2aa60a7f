/** The registry file as it stood at one moment. */
export interface StoreSnapshot {
  readonly bytes: Uint8Array
  readonly revision: string
}

/**
 * Where a registry and its modules are kept. One contract for every kind of storage; the class above knows none.
 *
 * Digests are 64 lower-case hexadecimal digits. A promise that rejects does so with a `StoreError`.
 */
export interface StoreBacking {
  /** What messages call it: a path, or `memory:`. */
  readonly location: string
  /** Tells one committed state from another; `undefined` while there is none. */
  revision(): Promise<string | undefined>
  /** The last committed state, `undefined` while there is none. */
  load(): Promise<StoreSnapshot | undefined>
  /** Runs `action` while nobody else is inside, in this process or another. */
  exclusively<T>(action: () => Promise<T>): Promise<T>
  /**
   * Replaces the committed state, wholly or not at all, when it is still the one with the revision `basis`; only inside
   * `exclusively`. Returns the new revision.
   */
  commit(bytes: Uint8Array, basis: string | undefined): Promise<string>
  /** What a row calls the place of the module with this digest. */
  pathOfWasm(hash: string): string
  /** Keeps a module, durably, before it returns; only inside `exclusively`. */
  writeWasm(hash: string, wasm: Uint8Array): Promise<void>
  /** The module kept by this digest, else the one at `path`, else `undefined`; the bytes are not checked. */
  readWasm(hash: string, path: string): Promise<Uint8Array | undefined>
  /** Forgets a module, if it is there; only inside `exclusively`. */
  deleteWasm(hash: string): Promise<void>
}
