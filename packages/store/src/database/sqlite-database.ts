import type { Database, SqlJsStatic } from 'sql.js'
import { StoreError } from '../store-error.ts'
import type { PagedFile } from './paged-file.ts'
import { setJournalMode } from './sqlite-header.ts'

/** A value of a column. */
export type SqliteValue = string | number | Uint8Array | null

/** A row, by the names of its columns. */
export type SqliteRow = Readonly<Record<string, SqliteValue>>

/** Opens databases. */
export interface SqliteEngine {
  /** The database in `file`. A query that lacks a page of it throws, or ends in what makes no sense. */
  open(file: PagedFile): SqliteDatabase
  /** A database in memory with the content of a whole SQLite file, or an empty one. */
  openWhole(bytes?: Uint8Array): WholeDatabase
}

/** An open database. Only this file touches sql.js. */
export interface SqliteDatabase {
  /** The rows that one statement gives. */
  rows(sql: string, parameters?: readonly SqliteValue[]): readonly SqliteRow[]
  /** Runs one statement, or several without parameters; returns how many rows the last one changed. */
  run(sql: string, parameters?: readonly SqliteValue[]): number
  /** Runs `action` in a transaction, which an exception rolls back. */
  transaction<T>(action: () => T): T
  close(): void
}

/** A database that is in memory as a whole. */
export interface WholeDatabase extends SqliteDatabase {
  /** The whole file. */
  export(): Uint8Array
}

/**
 * Loads sql.js, on the first use of a store and not before; from `wasmBinary` when given, else from beside its script.
 * Throws `ERR_STORE_SQLITE`.
 */
export async function loadSqlite(wasmBinary?: Uint8Array): Promise<SqliteEngine> {
  try {
    const { default: initSqlJs } = await import('sql.js')
    const sqlJs = await initSqlJs(wasmBinary && { wasmBinary: Uint8Array.from(wasmBinary).buffer })
    return {
      open: (file) => new SqlJsDatabase(sqlJs, contentOf(file)),
      openWhole: (bytes) => new SqlJsDatabase(sqlJs, bytes && outOfWriteAhead(bytes)),
    }
  } catch (cause) {
    throw new StoreError('ERR_STORE_SQLITE', 'sql.js could not be loaded', {
      cause,
      hint: 'install sql.js 1.16, or pass the bytes or the address of its .wasm as sqliteWasm',
    })
  }
}

class SqlJsDatabase implements WholeDatabase {
  readonly #database: Database

  constructor(sqlJs: SqlJsStatic, content?: ArrayLike<number>) {
    this.#database = new sqlJs.Database(content)
    // A schema that someone else wrote must not call functions behind our back. What makes a commit durable is not in here.
    this.#database.run(
      'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF',
    )
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
      this.#rollBack()
      throw error
    }
  }

  export(): Uint8Array {
    return this.#database.export()
  }

  close(): void {
    this.#database.close()
  }

  #rollBack(): void {
    try {
      this.run('ROLLBACK')
    } catch {
      // A page that could not be read has made SQLite roll back by itself.
    }
  }
}

function outOfWriteAhead(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  setJournalMode(copy, 'rollback')
  return copy
}

/**
 * `file` as what sql.js takes for the bytes of a database. It hands them to the file system of Emscripten, which keeps what
 * `slice` gives as the content of a file, and uses of that what stands here.
 */
function contentOf(file: PagedFile): ArrayLike<number> {
  const content = {
    // The room that there is, not what is in it: so it never moves the content to a larger array.
    length: Number.MAX_SAFE_INTEGER,
    subarray: (start: number, end: number): Uint8Array => {
      const bytes = file.read(start, end)
      if (bytes === undefined) throw NOT_HERE
      return bytes
    },
    set: (page: Uint8Array, start: number): void => file.write(start, page),
  }
  return { length: file.byteLength, subarray: () => content, slice: () => content } as ArrayLike<number>
}

/** Any other than the codes from which SQLite concludes that a file is damaged: `EAGAIN` of WASI preview 1. */
const TRY_AGAIN = 6

// What Emscripten's file system throws, recognised by its name; its number has another name in each build of sql.js.
const NOT_HERE: object = new Proxy({}, { get: (_, key) => (key === 'name' ? 'ErrnoError' : TRY_AGAIN) })
