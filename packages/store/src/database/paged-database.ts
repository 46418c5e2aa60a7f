import type { PageChange, PageSnapshot } from '../storage/store-backing.ts'
import { PagedFile } from './paged-file.ts'
import type { SqliteDatabase, SqliteEngine } from './sqlite-database.ts'

/** Asks a database something. Runs once or more: it has no effect but what it returns, throws, or writes to the database. */
export type DatabaseQuery<T> = (database: SqliteDatabase) => T

/** A database whose pages are fetched when a query needs them. */
export class PagedDatabase {
  readonly #engine: SqliteEngine
  readonly #file: PagedFile
  #database: SqliteDatabase

  private constructor(engine: SqliteEngine, file: PagedFile) {
    this.#engine = engine
    this.#file = file
    this.#database = engine.open(file)
  }

  /** The database in `snapshot`. Rejects as {@link PageSnapshot.readPages}. */
  static async at(engine: SqliteEngine, snapshot: PageSnapshot): Promise<PagedDatabase> {
    return new PagedDatabase(engine, await PagedFile.at(snapshot))
  }

  /** A database with these bytes, none of which is committed yet. */
  static uncommitted(engine: SqliteEngine, bytes: Uint8Array, pageSize: number): PagedDatabase {
    return new PagedDatabase(engine, PagedFile.uncommitted(bytes, pageSize))
  }

  /** What `query` comes to once all pages that it needs are there; what a query that lacked some has written is undone. */
  async ask<T>(query: DatabaseQuery<T>): Promise<T> {
    this.#file.beginQuery()
    for (;;) {
      try {
        const result = query(this.#database)
        if (!this.#file.lacksPages) return result
        // It went on without them, and SQLite takes what it may have written for committed.
        this.#reopen()
      } catch (error) {
        if (!this.#file.lacksPages) throw error
        this.#file.discardChanges()
      }
      await this.#file.fetchMissing()
    }
  }

  /** What SQLite finds wrong with the whole file, `undefined` when it is sound. */
  async fault(): Promise<string | undefined> {
    try {
      const [row] = await this.ask((database) => database.rows('PRAGMA integrity_check(1)'))
      const verdict = String(row?.['integrity_check'])
      return verdict === 'ok' ? undefined : verdict
    } catch (error) {
      if (this.#file.lacksPages) throw error
      return 'SQLite can not read it'
    }
  }

  /** What was written since the last commit; `undefined` when nothing was. */
  changes(): PageChange | undefined {
    return this.#file.changes()
  }

  /** Goes on from `snapshot`, the state that committing {@link changes} led to. */
  adopt(snapshot: PageSnapshot): void {
    this.#file.adopt(snapshot)
  }

  close(): void {
    this.#database.close()
  }

  #reopen(): void {
    this.#database.close()
    this.#file.discardChanges()
    this.#database = this.#engine.open(this.#file)
  }
}
