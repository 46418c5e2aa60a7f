import { APPLICATION_ID, columnsOf, migrate, SCHEMA_VERSION } from './migrations.ts'
import type { SqliteDatabase, SqliteEngine } from './sqlite-database.ts'
import { readSqliteHeader } from './sqlite-header.ts'
import { StoreError, type StoreErrorOptions } from './store-error.ts'

/** A database that was let in, and whether it differs from the bytes it came from. */
export interface AdmittedDatabase {
  readonly database: SqliteDatabase
  readonly migrated: boolean
}

/**
 * Opens a whole registry file, or starts an empty one, and brings it to today's schema in memory.
 *
 * Throws `ERR_STORE_NOT_A_STORE`, `ERR_STORE_DAMAGED` or `ERR_STORE_NEWER`, naming `location`; writes nothing.
 */
export function admitDatabase(
  engine: SqliteEngine,
  { bytes, location }: { readonly bytes: Uint8Array | undefined; readonly location: string },
): AdmittedDatabase {
  if (bytes === undefined) {
    const database = engine.open()
    migrate(database, 0)
    return { database, migrated: true }
  }
  assertWholeFile(bytes, location)
  const database = engine.open(bytes)
  try {
    assertSound(database, location)
    const version = schemaVersionOf(database, location)
    if (version < SCHEMA_VERSION) migrate(database, version)
    assertColumns(database, location)
    return { database, migrated: version < SCHEMA_VERSION }
  } catch (error) {
    database.close()
    if (error instanceof StoreError) throw error
    throw damaged(location, 'SQLite can not read it', { cause: error })
  }
}

function assertWholeFile(bytes: Uint8Array, location: string): void {
  if (bytes.length === 0) throw damaged(location, 'it is empty')
  const header = readSqliteHeader(bytes)
  if (header === undefined) throw notAStore(location, 'it is not a SQLite database')
  if (bytes.length < header.claimedBytes) {
    throw damaged(location, `it has ${bytes.length} of ${header.claimedBytes} bytes`)
  }
}

function assertSound(database: SqliteDatabase, location: string): void {
  const [row] = database.rows('PRAGMA integrity_check(1)')
  const verdict = String(row?.['integrity_check'])
  if (verdict !== 'ok') throw damaged(location, verdict, { actual: verdict })
}

function schemaVersionOf(database: SqliteDatabase, location: string): number {
  const application = pragma(database, 'application_id')
  const version = pragma(database, 'user_version')
  if (application !== APPLICATION_ID && application !== 0) throw notAStore(location, 'it is of another program')
  const tables = new Set(
    database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'").map((row) => String(row['name'])),
  )
  const isOurs = application === APPLICATION_ID || tables.has('installed_skills')
  const isOriginal = tables.has('refinery_schema_history')
  if (!isOurs && !isOriginal && tables.size > 0) throw notAStore(location, 'it has no table of installed skills')
  if (version > SCHEMA_VERSION) {
    throw new StoreError('ERR_STORE_NEWER', `${location} was written by a newer version of this program`, {
      path: location,
      expected: `schema version ${SCHEMA_VERSION} or older`,
      actual: `schema version ${version}`,
      hint: 'update the program, or use another registry',
    })
  }
  return Math.max(0, version)
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

function notAStore(location: string, why: string): StoreError {
  return new StoreError('ERR_STORE_NOT_A_STORE', `${location} is not a registry of skills: ${why}`, {
    path: location,
    hint: 'give the path of a registry, or of a file that does not exist yet',
  })
}

function damaged(location: string, why: string, options: StoreErrorOptions = {}): StoreError {
  return new StoreError('ERR_STORE_DAMAGED', `${location} is damaged: ${why}`, {
    ...options,
    path: location,
    hint: 'restore it from a backup, or move it away and install the skills again',
  })
}
