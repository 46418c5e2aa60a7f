import { parseCapabilities } from './capabilities-json.ts'
import type { InstalledSkill, VerificationStatus } from './installed-skill.ts'
import type { SqliteDatabase, SqliteRow, SqliteValue } from './sqlite-database.ts'
import { StoreError } from './store-error.ts'

/** A row of `installed_skills` as it is written: its columns in the order of the table. */
export type InstalledSkillColumns = readonly [
  name: string,
  version: string,
  description: string,
  author: string | null,
  wasmPath: string,
  manifestToml: string,
  capabilitiesJson: string,
  verificationStatus: VerificationStatus,
  installedAt: string,
  updatedAt: string,
  contentHash: string,
  signature: string | null,
  publisherId: string | null,
]

const COLUMNS = `name, version, description, author, wasm_path, manifest_toml, capabilities_json,
  verification_status, installed_at, updated_at, content_hash, signature, publisher_id`

/** The skill called `name`, `undefined` when there is none; throws `ERR_STORE_ROW` when its row makes no sense. */
export function findSkill(database: SqliteDatabase, name: string): InstalledSkill | undefined {
  const [row] = database.rows(`SELECT ${COLUMNS} FROM installed_skills WHERE name = ?`, [name])
  return row && readRow(row)
}

/** Every skill, by name in the order of its characters' code points; throws as {@link findSkill}. */
export function allSkills(database: SqliteDatabase): readonly InstalledSkill[] {
  return database.rows(`SELECT ${COLUMNS} FROM installed_skills ORDER BY name`).map(readRow)
}

/** Whether there is a skill called `name`, be its row readable or not. */
export function hasSkill(database: SqliteDatabase, name: string): boolean {
  return database.rows('SELECT 1 FROM installed_skills WHERE name = ?', [name]).length > 0
}

/** When the skill called `name` was installed, and the digest of its module, as the row has them. */
export function originOf(
  database: SqliteDatabase,
  name: string,
): { readonly installedAt: string; readonly contentHash: string | undefined } | undefined {
  const [row] = database.rows('SELECT installed_at, content_hash FROM installed_skills WHERE name = ?', [name])
  return row && { installedAt: String(row['installed_at']), contentHash: textOf(row, 'content_hash') }
}

/** Whether any skill has the module with this digest. */
export function isContentNamed(database: SqliteDatabase, contentHash: string): boolean {
  return database.rows('SELECT 1 FROM installed_skills WHERE content_hash = ? LIMIT 1', [contentHash]).length > 0
}

/** Adds a row, or replaces the one of that name. */
export function putSkill(database: SqliteDatabase, columns: InstalledSkillColumns): void {
  const places = columns.map(() => '?').join(', ')
  database.run(`INSERT OR REPLACE INTO installed_skills (${COLUMNS}) VALUES (${places})`, columns)
}

/** Deletes the row called `name`. */
export function deleteSkill(database: SqliteDatabase, name: string): void {
  database.run('DELETE FROM installed_skills WHERE name = ?', [name])
}

/** Whether `text` is a digest as the registry writes them; anything else must never become part of a path. */
export function isContentHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

const STATUSES: readonly SqliteValue[] = ['unverified', 'verified', 'failed'] satisfies VerificationStatus[]

function readRow(row: SqliteRow): InstalledSkill {
  const author = textOf(row, 'author')
  const contentHash = textOf(row, 'content_hash')
  const signature = textOf(row, 'signature')
  const publisherId = textOf(row, 'publisher_id')
  const capabilities = parseCapabilities(requiredText(row, 'capabilities_json'))
  if (capabilities === undefined) throw unreadable(row, 'capabilities_json')
  const verificationStatus = row['verification_status']
  if (!isStatus(verificationStatus)) throw unreadable(row, 'verification_status')
  if (contentHash !== undefined && !isContentHash(contentHash)) throw unreadable(row, 'content_hash')
  return {
    name: requiredText(row, 'name'),
    version: requiredText(row, 'version'),
    description: requiredText(row, 'description'),
    ...(author !== undefined && { author }),
    wasmPath: requiredText(row, 'wasm_path'),
    manifestToml: requiredText(row, 'manifest_toml'),
    capabilities,
    verificationStatus,
    installedAt: requiredText(row, 'installed_at'),
    updatedAt: requiredText(row, 'updated_at'),
    ...(contentHash !== undefined && { contentHash }),
    ...(signature !== undefined && { signature }),
    ...(publisherId !== undefined && { publisherId }),
  }
}

function requiredText(row: SqliteRow, column: string): string {
  const text = textOf(row, column)
  if (text === undefined) throw unreadable(row, column)
  return text
}

function textOf(row: SqliteRow, column: string): string | undefined {
  const value = row[column] ?? null
  if (value === null) return undefined
  if (typeof value !== 'string') throw unreadable(row, column)
  return value
}

function isStatus(value: SqliteValue | undefined): value is VerificationStatus {
  return value !== undefined && STATUSES.includes(value)
}

function unreadable(row: SqliteRow, column: string): StoreError {
  const name = String(row['name'])
  return new StoreError('ERR_STORE_ROW', `the column ${column} of the installed skill '${name}' can't be understood`, {
    skillName: name,
    actual: String(row[column]).slice(0, 200),
    hint: `remove '${name}' and install it again`,
  })
}
