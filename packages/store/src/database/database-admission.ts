import { APPLICATION_ID, columnsOf, migrate, SCHEMA_VERSION } from '../rows/migrations.ts'
import { damaged, notAStore } from '../storage/registry-refusal.ts'
import { type PageSnapshot, StaleSnapshot } from '../storage/store-backing.ts'
import { StoreError } from '../store-error.ts'
import { PagedDatabase } from './paged-database.ts'
import type { SqliteDatabase, SqliteEngine } from './sqlite-database.ts'
import { readSqliteHeader } from './sqlite-header.ts'

/**
 * The database in `snapshot` in today's schema: one that is not there, or older, is made in memory and has changes to commit.
 * Of one that needs no change only the pages with its schema are read.
 *
 * Throws `ERR_STORE_NOT_A_STORE`, `ERR_STORE_DAMAGED` or `ERR_STORE_NEWER`, naming `location`; writes nothing.
 */
export async function admitDatabase(
  engine: SqliteEngine,
  { snapshot, location }: { readonly snapshot: PageSnapshot | undefined; readonly location: string },
): Promise<PagedDatabase> {
  if (snapshot === undefined) return migrated(engine, { location })
  const database = await PagedDatabase.at(engine, snapshot)
  try {
    const version = await database.ask((open) => schemaVersionOf(open, location)).catch(explaining(database, location))
    if (version === SCHEMA_VERSION) {
      await database.ask((open) => assertColumns(open, location))
      return database
    }
    const fault = await database.fault()
    if (fault !== undefined) throw damaged(location, fault, { actual: fault })
  } catch (error) {
    database.close()
    throw error
  }
  database.close()
  const bytes = await snapshot.readPages(1, snapshot.pageCount)
  return migrated(engine, { bytes, location })
}

/** Rejects with what is wrong with `database` when something is, else with the error itself: sql.js tells them apart by text. */
export function explaining(database: PagedDatabase, location: string): (error: unknown) => Promise<never> {
  return async (error) => {
    const fault = isOurs(error) ? undefined : await database.fault()
    throw fault === undefined ? error : damaged(location, fault, { actual: fault, cause: error })
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof StoreError || error instanceof StaleSnapshot
}

/** Other than a page at a time, since what others wrote may have pages of another size, or move them when it shrinks. */
function migrated(
  engine: SqliteEngine,
  { bytes, location }: { readonly bytes?: Uint8Array; readonly location: string },
): PagedDatabase {
  const database = engine.openWhole(bytes)
  try {
    migrate(database, bytes === undefined ? 0 : schemaVersionOf(database, location))
    assertColumns(database, location)
    if (bytes && readSqliteHeader(bytes)?.vacuumsItself) database.run('PRAGMA auto_vacuum = NONE; VACUUM')
    const file = database.export()
    return PagedDatabase.uncommitted(engine, file, readSqliteHeader(file)?.pageSize ?? file.length)
  } finally {
    database.close()
  }
}

function schemaVersionOf(database: SqliteDatabase, location: string): number {
  const application = pragma(database, 'application_id')
  const version = pragma(database, 'user_version')
  if (application !== APPLICATION_ID && application !== 0) throw notAStore(location, 'it is of another program')
  if (application === APPLICATION_ID && version === SCHEMA_VERSION) return version
  const tables = new Set(
    database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => String(row['name'])),
  )
  const isRegistry = application === APPLICATION_ID || tables.has('installed_skills')
  const isOriginal = tables.has('refinery_schema_history')
  if (!isRegistry && !isOriginal && tables.size > 0) throw notAStore(location, 'it has no table of installed skills')
  if (version > SCHEMA_VERSION) {
    throw new StoreError('ERR_STORE_NEWER', `${location} was written by a newer version of this program`, {
      path: location,
      expected: `schema version ${SCHEMA_VERSION} or older`,
      actual: `schema version ${version}`,
      hint: 'update the program, or use another registry',
    })
  }
  return application === APPLICATION_ID ? Math.max(0, version) : Math.max(0, Math.min(version, SCHEMA_VERSION - 1))
}

const COLUMNS = [
  'name',
  'version',
  'description',
  'author',
  'wasm_path',
  'manifest_toml',
  'capabilities_json',
  'verification_status',
  'installed_at',
  'updated_at',
  'content_hash',
  'signature',
  'publisher_id',
]

function assertColumns(database: SqliteDatabase, location: string): void {
  const present = columnsOf(database, 'installed_skills')
  const missing = COLUMNS.filter((column) => !present.includes(column))
  if (missing.length > 0) throw notAStore(location, `its table installed_skills has no column ${missing.join(', ')}`)
}

function pragma(database: SqliteDatabase, name: string): number {
  return Number(database.rows(`PRAGMA ${name}`)[0]?.[name])
}
