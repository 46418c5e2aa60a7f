import { dirname, join, resolve } from 'node:path'
import { loadSqlite, type SqliteEngine } from './database/sqlite-database.ts'
import { SkillStore } from './skill-store.ts'
import { LogBacking } from './storage/log-backing.ts'
import { MemoryBacking } from './storage/memory-backing.ts'
import { NodeRegistryFiles } from './storage/registry-files.node.ts'
import type { StoreBacking } from './storage/store-backing.ts'
import { WasmFolder } from './storage/wasm-folder.node.ts'
import { StoreError } from './store-error.ts'

/** Where a registry is kept: in a file, or in memory for as long as it is open. */
export type OpenSkillStoreOptions =
  | {
      /** The SQLite file; it and its folder are made when they are not there, for their owner only. */
      readonly path: string
      /** The folder of the modules, for this registry alone; `skills` beside the file when not given. */
      readonly skillsDir?: string
      /** Whether nothing may be written: a file that is not there is then an empty registry, and stays away. */
      readonly readOnly?: boolean
    }
  | { readonly memory: true }

let engine: Promise<SqliteEngine> | undefined

/**
 * Opens a registry of skills; creates it, or brings an older one to today's schema, where that is needed and
 * it is not opened for reading only.
 *
 * Throws `ERR_STORE_NOT_A_STORE`, `ERR_STORE_DAMAGED`, `ERR_STORE_NEWER`, `ERR_STORE_IN_USE`, `ERR_STORE_READ` and
 * `ERR_STORE_WRITE`, leaving the file as it was, and `ERR_STORE_OPTIONS`.
 */
export async function openSkillStore(options: OpenSkillStoreOptions): Promise<SkillStore> {
  const backing = await backingFor(options)
  engine ??= loadSqlite()
  return SkillStore.open(await engine, backing, { readOnly: 'readOnly' in options && options.readOnly === true })
}

async function backingFor(options: OpenSkillStoreOptions): Promise<StoreBacking> {
  if ('path' in options && typeof options.path === 'string' && options.path !== '') {
    const files = await NodeRegistryFiles.at(options.path, options)
    return new LogBacking(files, new WasmFolder(resolve(options.skillsDir ?? join(dirname(files.location), 'skills'))))
  }
  if ('memory' in options && options.memory === true) return new MemoryBacking()
  throw new StoreError('ERR_STORE_OPTIONS', 'openSkillStore was told neither a path nor memory', {
    hint: "call openSkillStore({ path: '…' }) or openSkillStore({ memory: true })",
  })
}
