import { MemoryBacking } from './memory-backing.ts'
import { SkillStore } from './skill-store.ts'
import { loadSqlite } from './sqlite-database.ts'
import { StoreError } from './store-error.ts'

/** Where a registry is kept: in memory, for as long as it is open. */
export interface OpenSkillStoreOptions {
  readonly memory: true
  /**
   * The file `sql.js/dist/sql-wasm-browser.wasm`, as bytes or as an address to fetch; `sql-wasm-browser.wasm` beside
   * the page when not given. A page loads it once: later stores use what the first one loaded.
   */
  readonly sqliteWasm?: Uint8Array | URL | string
}

/**
 * Opens a registry of skills in memory.
 *
 * Throws `ERR_STORE_SQLITE` when the .wasm of sql.js can't be had, and `ERR_STORE_OPTIONS` for any other kind of
 * registry.
 */
export async function openSkillStore(options: OpenSkillStoreOptions): Promise<SkillStore> {
  if (options.memory !== true) {
    throw new StoreError('ERR_STORE_OPTIONS', 'a browser keeps a registry in memory only', {
      hint: 'call openSkillStore({ memory: true })',
    })
  }
  const { sqliteWasm = new URL('sql-wasm-browser.wasm', globalThis.location?.href ?? import.meta.url) } = options
  const wasmBinary = sqliteWasm instanceof Uint8Array ? sqliteWasm : await fetchBytes(sqliteWasm)
  return SkillStore.open(await loadSqlite(wasmBinary), new MemoryBacking())
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
