import { loadSqlite } from './database/sqlite-database.ts'
import { SkillStore } from './skill-store.ts'
import { type BrowserStorage, browserBacking } from './storage/browser-backing.browser.ts'
import { MemoryBacking } from './storage/memory-backing.ts'
import type { StoreBacking } from './storage/store-backing.ts'
import { StoreError } from './store-error.ts'

/** Where a registry is kept: in the browser's storage for this origin, or in memory for as long as it is open. */
export type OpenSkillStoreOptions = (
  | {
      /** Tells it from the other registries of this origin: 1 to 64 of a-z, 0-9, `.`, `_`, `-`. */
      readonly name: string
      /** Where it is kept; when not given, where it is already, else in OPFS where there is that, else in IndexedDB. */
      readonly storage?: BrowserStorage
    }
  | { readonly memory: true }
) & {
  /**
   * The file `sql.js/dist/sql-wasm-browser.wasm`, as bytes or as an address to fetch; `sql-wasm-browser.wasm` beside
   * the page when not given. A page loads it once: later stores use what the first one loaded.
   */
  readonly sqliteWasm?: Uint8Array | URL | string
}

/**
 * Opens a registry of skills, in a page or in a worker; creates it, or brings an older one to today's schema, where that is needed.
 *
 * Throws `ERR_STORE_SQLITE` when the .wasm of sql.js can't be had, `ERR_STORE_UNAVAILABLE` where the browser keeps its storage
 * from this page, `ERR_STORE_QUOTA` when that has no more room, `ERR_STORE_OPTIONS`, and, leaving all as it was,
 * `ERR_STORE_DAMAGED`, `ERR_STORE_NEWER`, `ERR_STORE_READ` and `ERR_STORE_WRITE`.
 */
export async function openSkillStore(options: OpenSkillStoreOptions): Promise<SkillStore> {
  const backing = await backingFor(options)
  const { sqliteWasm = new URL('sql-wasm-browser.wasm', globalThis.location?.href ?? import.meta.url) } = options
  const wasmBinary = sqliteWasm instanceof Uint8Array ? sqliteWasm : await fetchBytes(sqliteWasm)
  return SkillStore.open(await loadSqlite(wasmBinary), backing)
}

async function backingFor(options: OpenSkillStoreOptions): Promise<StoreBacking> {
  if ('memory' in options && options.memory === true) return new MemoryBacking()
  if ('name' in options && typeof options.name === 'string') return browserBacking(options.name, options.storage)
  throw new StoreError('ERR_STORE_OPTIONS', 'openSkillStore was told neither a name nor memory', {
    hint: "call openSkillStore({ name: '…' }) or openSkillStore({ memory: true })",
  })
}

// Not left to sql.js: it keeps a failed download for good, so that a second try could not succeed.
async function fetchBytes(address: URL | string): Promise<Uint8Array> {
  try {
    const response = await fetch(address)
    if (!response.ok) throw new Error(`HTTP status ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw new StoreError('ERR_STORE_SQLITE', `the module of sql.js could not be fetched from ${address}`, {
      cause,
      path: String(address),
      hint: 'serve sql.js/dist/sql-wasm-browser.wasm and pass its address, or its bytes, as sqliteWasm',
    })
  }
}
