import sqliteWasm from 'sql.js/dist/sql-wasm-browser.wasm'
import { type BrowserStorage, openSkillStore, type SkillStore } from '../../src/index.browser.ts'

/** The kinds of storage that browsers have. */
export const STORAGES: readonly BrowserStorage[] = ['opfs', 'indexeddb']

/** Opens the registry `name` of this page's origin. */
export function openStore(name: string, storage?: BrowserStorage): Promise<SkillStore> {
  return openSkillStore({ name, sqliteWasm, ...(storage && { storage }) })
}
