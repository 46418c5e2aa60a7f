/** What the host program decides of the network that its skills reach. */
export interface NetworkOptions {
  /**
   * Addresses that skills may reach although they are not public: single ones or ranges such as `127.0.0.0/8`, `::1`. None by
   * default, and no manifest can add any. A page can't see what a name stands for: there it holds for addresses in URLs.
   */
  readonly allowAddresses?: readonly string[]
  /** Finds the addresses of a host, in place of the system's resolver. Not in a browser. */
  readonly resolve?: (host: string) => Promise<readonly string[]>
  /** Certificates in PEM that are trusted beside those of the runtime. Not in a browser. */
  readonly ca?: string
}

/** Where the host program keeps the files of its skills. */
export interface FileOptions {
  /**
   * `disk`, the default in Node.js and other server runtimes; `memory`, the default in a browser, which is empty at first and
   * gone with the runtime; `opfs`, the browser's own storage for the page's origin.
   */
  readonly storage?: 'disk' | 'memory' | 'opfs'
  /** The folder that has a folder for each skill, which relative paths are below. With `disk` only. */
  readonly dataFolder?: string
  /** What `~` stands for; the home of the user by default. With `disk` only. */
  readonly home?: string
  /** Folders that no manifest can be granted, nor what contains them: the host program's own. With `disk` only. */
  readonly outOfReach?: readonly string[]
  /** How much each skill keeps at most, in bytes; 64 MiB by default. With `memory` only. */
  readonly maxMemoryBytes?: number
}
