/** The two files of a registry: the database, and the log of what was committed since it was last written. */
export type RegistryFileName = 'database' | 'log'

/** A file as it was opened. */
export interface RegistryFile {
  /** Tells this content from any other that the file had or will have. */
  readonly identity: string
  /** When it was opened, in bytes. */
  readonly size: number
  /**
   * `length` bytes from `start` on, fewer where it ends. Rejects with `StaleSnapshot` when these are not the bytes any more that it
   * had when it was opened; to add to it, or to put another in its place, is no reason. Of a log, `start` is that of its header or
   * of a frame.
   */
  read(start: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** Where the two files of a registry are. */
export interface RegistryFiles {
  /** What messages call the database. */
  readonly location: string
  /** The identity of a file as it is now, without opening it; `undefined` when there is none. */
  look(name: RegistryFileName): Promise<string | undefined>
  /** Opens a file; `undefined` when there is none. */
  open(name: RegistryFileName): Promise<RegistryFile | undefined>
  /** Runs `action` while nobody else is inside, in this process or another. */
  exclusively<T>(action: () => Promise<T>): Promise<T>
  /** Whether whoever was inside before may have ended in the middle of a change; only inside `exclusively`. */
  wasLeftBehind(): boolean
  /** Throws when `exclusively` has let someone else in, or when another program has the database open to change it. */
  assertAlone(): Promise<void>
  /** Cuts the log at `start`, and writes `bytes` there, durably; begins a log when `start` is 0. */
  append(start: number, bytes: Uint8Array): Promise<void>
  /** Puts another database in place of the one that is there, durably, and wholly or not at all. */
  replaceDatabase(bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** Forgets the log, if there is one. */
  removeLog(): Promise<void>
}

/** The name of a module's file, with its digest as the first group. */
export const MODULE_FILE: RegExp = /^([0-9a-f]{64})\.wasm$/

/** The modules of a registry, by their digests. */
export interface ModuleFiles {
  pathOf(hash: string): string
  write(hash: string, wasm: Uint8Array): Promise<void>
  read(hash: string, elsewhere: string): Promise<Uint8Array | undefined>
  delete(hash: string): Promise<void>
  /** The digests of all that are there; forgets what was left half written. */
  list(): Promise<readonly string[]>
}
