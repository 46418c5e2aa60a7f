import type { SqliteDatabase } from '../database/sqlite-database.ts'

/** Marks a SQLite file as a registry of skills, in `PRAGMA application_id`: "BLUF" in ASCII. */
export const APPLICATION_ID = 0x424c_5546

/** Each step takes the schema one version further; the version of a database is its `PRAGMA user_version`. */
const MIGRATIONS: readonly ((database: SqliteDatabase) => void)[] = [createInstalledSkills, addSigning, addApproval]

/** The version of the schema that this package reads and writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length

/**
 * Brings `database` from schema version `from` to {@link SCHEMA_VERSION} in one transaction.
 *
 * Each step takes what is there already: a database of the Rust original has the tables and keeps its version
 * elsewhere, in `refinery_schema_history`, which is left as it is.
 */
export function migrate(database: SqliteDatabase, from: number): void {
  database.transaction(() => {
    for (const step of MIGRATIONS.slice(from)) step(database)
    database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    database.run(`PRAGMA application_id = ${APPLICATION_ID}`)
  })
}

/** The names of the columns of `table`, none when there is no such table. */
export function columnsOf(database: SqliteDatabase, table: string): readonly string[] {
  return database.rows('SELECT name FROM pragma_table_info(?)', [table]).map((row) => String(row['name']))
}

function createInstalledSkills(database: SqliteDatabase): void {
  database.run(`
    CREATE TABLE IF NOT EXISTS installed_skills (
      name TEXT PRIMARY KEY,
      version TEXT NOT NULL,
      description TEXT NOT NULL,
      author TEXT,
      wasm_path TEXT NOT NULL,
      manifest_toml TEXT NOT NULL,
      capabilities_json TEXT NOT NULL,
      verification_status TEXT NOT NULL DEFAULT 'unverified',
      installed_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    )`)
}

function addSigning(database: SqliteDatabase): void {
  const present = columnsOf(database, 'installed_skills')
  for (const column of ['content_hash', 'signature', 'publisher_id']) {
    if (!present.includes(column)) database.run(`ALTER TABLE installed_skills ADD COLUMN ${column} TEXT`)
  }
  database.run(`
    CREATE TABLE IF NOT EXISTS publisher_keys (
      publisher_id TEXT PRIMARY KEY,
      public_key_hex TEXT NOT NULL,
      pinned INTEGER NOT NULL DEFAULT 0,
      first_seen TEXT NOT NULL,
      last_used TEXT NOT NULL
    )`)
}

function addApproval(database: SqliteDatabase): void {
  const texts = [
    'publisher_key',
    'resources_json',
    'skill_md',
    'input_schema',
    'output_schema',
    'parts_json',
    'digest',
    'row_digest',
  ]
  for (const column of texts) database.run(`ALTER TABLE installed_skills ADD COLUMN ${column} TEXT`)
  database.run('CREATE INDEX installed_skills_content_hash ON installed_skills (content_hash)')
}
