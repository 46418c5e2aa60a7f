import type { SqliteDatabase, SqliteRow } from '../database/sqlite-database.ts'
import type { InstalledSkill } from './installed-skill.ts'
import { readRow, SKILL_COLUMNS, type SkillRow } from './skill-row.ts'

const COLUMNS = SKILL_COLUMNS.join(', ')

/** The skill called `name`, `undefined` when there is none; throws `ERR_STORE_ROW` when its row makes no sense. */
export function findSkill(database: SqliteDatabase, name: string): InstalledSkill | undefined {
  const row = findRow(database, name)
  return row && readRow(row)
}

/** The row of the skill called `name`, be it readable or not; `undefined` when there is none. */
export function findRow(database: SqliteDatabase, name: string): SqliteRow | undefined {
  return database.rows(`SELECT ${COLUMNS} FROM installed_skills WHERE name = ?`, [name])[0]
}

/** Every skill, by name in the order of its characters' code points; throws as {@link findSkill}. */
export function allSkills(database: SqliteDatabase): readonly InstalledSkill[] {
  return database.rows(`SELECT ${COLUMNS} FROM installed_skills ORDER BY name`).map(readRow)
}

/** The names of all skills, be their rows readable or not. */
export function allNames(database: SqliteDatabase): readonly string[] {
  return database.rows('SELECT name FROM installed_skills ORDER BY name').map((row) => String(row['name']))
}

/** Whether any skill has the module with this digest. */
export function isContentNamed(database: SqliteDatabase, contentHash: string): boolean {
  return database.rows('SELECT 1 FROM installed_skills WHERE content_hash = ? LIMIT 1', [contentHash]).length > 0
}

/** Adds a row, or replaces the one of that name. */
export function putSkill(database: SqliteDatabase, row: SkillRow): void {
  const places = SKILL_COLUMNS.map(() => '?').join(', ')
  const values = SKILL_COLUMNS.map((column) => row[column])
  database.run(`INSERT OR REPLACE INTO installed_skills (${COLUMNS}) VALUES (${places})`, values)
}

/** Deletes the row called `name`. */
export function deleteSkill(database: SqliteDatabase, name: string): void {
  database.run('DELETE FROM installed_skills WHERE name = ?', [name])
}
