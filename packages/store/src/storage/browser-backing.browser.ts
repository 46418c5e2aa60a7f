import { StoreError } from '../store-error.ts'
import { IndexedDbBacking } from './indexeddb-backing.browser.ts'
import { hasIndexedDb } from './indexeddb-database.browser.ts'
import { LogBacking } from './log-backing.ts'
import { hasOpfs } from './opfs-folder.browser.ts'
import { OpfsRegistryFiles } from './registry-files.browser.ts'
import type { StoreBacking } from './store-backing.ts'
import { OpfsWasmFolder } from './wasm-folder.browser.ts'
import { assertLocks } from './web-lock.browser.ts'

/** Where a browser keeps what a site stores. */
export type BrowserStorage = 'opfs' | 'indexeddb'

/** Lower case: some browsers keep files where `A` and `a` are one name. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

/**
 * The registry `name` of this origin, in `storage`; where that is not said, in IndexedDB when it is there already, else in OPFS
 * where a browser has it, else in IndexedDB. Throws `ERR_STORE_OPTIONS` and `ERR_STORE_UNAVAILABLE`.
 */
export async function browserBacking(name: string, storage?: BrowserStorage): Promise<StoreBacking> {
  if (!NAME.test(name)) {
    throw new StoreError('ERR_STORE_OPTIONS', `${JSON.stringify(name.slice(0, 80))} can't be the name of a registry`, {
      hint: "a name has 1 to 64 of the characters a-z, 0-9, '.', '_' and '-', and begins with a letter or digit",
    })
  }
  if (storage !== undefined && storage !== 'opfs' && storage !== 'indexeddb') {
    throw new StoreError('ERR_STORE_OPTIONS', `there is no storage ${JSON.stringify(storage)}`, {
      hint: "leave it out, or choose 'opfs' or 'indexeddb'",
    })
  }
  assertLocks(name)
  // What was kept there by an older version of a browser must not seem to be gone.
  const kind = storage ?? (!(await hasIndexedDb(name)) && (await hasOpfs()) ? 'opfs' : 'indexeddb')
  if (kind === 'indexeddb') return new IndexedDbBacking(name)
  const files = await OpfsRegistryFiles.at(name)
  return new LogBacking(files, new OpfsWasmFolder(files))
}
