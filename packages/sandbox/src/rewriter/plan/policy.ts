/** What a rewritten module may use; what is left out keeps the module's own bounds. */
export interface RewritePolicy {
  /** The largest module that is accepted, in bytes; 32 MiB by default. */
  readonly maxModuleBytes?: number
  /** The most pages (64 KiB each) of the module's own memory. */
  readonly maxMemoryPages?: number
  /** The most elements of all the module's own tables together. */
  readonly maxTableElements?: number
}
