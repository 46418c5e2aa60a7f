import { DatabaseSync } from 'node:sqlite'
import type { SqliteRow, SqliteValue } from '../src/database/sqlite-database.ts'

/** What SQLite itself finds in the file at `path` and the log beside it; when it leaves, all is in the file, as with sqlite3. */
export function query(path: string, sql: string): readonly SqliteRow[] {
  const database = new DatabaseSync(path)
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row })) as SqliteRow[]
  } finally {
    database.close()
  }
}

/** Changes the file at `path` as a user does with sqlite3. */
export function editByHand(path: string, sql: string, parameters: readonly SqliteValue[] = []): void {
  const database = new DatabaseSync(path)
  try {
    database.prepare(sql).run(...parameters)
  } finally {
    database.close()
  }
}
