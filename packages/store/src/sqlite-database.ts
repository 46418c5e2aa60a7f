import type { Database, SqlJsStatic } from 'sql.js'
import { readSqliteHeader, setChangeCounter, withoutWriteAhead } from './sqlite-header.ts'
import { StoreError } from './store-error.ts'

/** A value of a column. */
export type SqliteValue = string | number | Uint8Array | null

/** A row, by the names of its columns. */
export type SqliteRow = Readonly<Record<string, SqliteValue>>

/** Opens databases that live in memory. */
export interface SqliteEngine {
  /** A database with the content of a whole SQLite file, or an empty one. */
  open(bytes?: Uint8Array): SqliteDatabase
}

/** A database in memory. Only this file touches sql.js. */
export interface SqliteDatabase {
  /** The rows that one statement gives. */
  rows(sql: string, parameters?: readonly SqliteValue[]): readonly SqliteRow[]
  /** Runs one statement, or several without parameters; returns how many rows the last one changed. */
  run(sql: string, parameters?: readonly SqliteValue[]): number
  /** Runs `action` in a transaction, which an exception rolls back. */
  transaction<T>(action: () => T): T
  /** The whole file, its change counter one further than at the last export. */
  export(): Uint8Array
  close(): void
}

/**
 * Loads sql.js, on the first use of a store and not before; from `wasmBinary` when given, else from beside its script.
 * Throws `ERR_STORE_SQLITE`.
 */
export async function loadSqlite(wasmBinary?: Uint8Array): Promise<SqliteEngine> {
  try {
    const { default: initSqlJs } = await import('sql.js')
    const sqlJs = await initSqlJs(wasmBinary && { wasmBinary: Uint8Array.from(wasmBinary).buffer })
    return { open: (bytes) => new SqlJsDatabase(sqlJs, bytes) }
  } catch (cause) {
    throw new StoreError('ERR_STORE_SQLITE', 'sql.js could not be loaded', {
      cause,
      hint: 'install sql.js 1.16, or pass the bytes or the address of its .wasm as sqliteWasm',
    })
  }
}

class SqlJsDatabase implements SqliteDatabase {
  readonly #database: Database
  #changeCounter: number

  constructor(sqlJs: SqlJsStatic, bytes?: Uint8Array) {
    this.#changeCounter = (bytes && readSqliteHeader(bytes)?.changeCounter) ?? 0
    this.#database = new sqlJs.Database(bytes && withoutWriteAhead(bytes))
    // A schema that someone else wrote must not call functions behind our back.
    this.#database.run('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON')
  }

  rows(sql: string, parameters: readonly SqliteValue[] = []): readonly SqliteRow[] {
    const statement = this.#database.prepare(sql)
    try {
      statement.bind([...parameters])
      const rows: SqliteRow[] = []
      while (statement.step()) rows.push(statement.getAsObject())
      return rows
    } finally {
      statement.free()
    }
  }

  run(sql: string, parameters?: readonly SqliteValue[]): number {
    this.#database.run(sql, parameters && [...parameters])
    return this.#database.getRowsModified()
  }

  transaction<T>(action: () => T): T {
    this.run('BEGIN')
    try {
      const result = action()
      this.run('COMMIT')
      return result
    } catch (error) {
      this.run('ROLLBACK')
      throw error
    }
  }

  export(): Uint8Array {
    const bytes = this.#database.export()
    // The copy that sql.js makes counts from one; a file that others read must count on.
    this.#changeCounter = (this.#changeCounter + 1) >>> 0
    setChangeCounter(bytes, this.#changeCounter)
    return bytes
  }

  close(): void {
    this.#database.close()
  }
}
