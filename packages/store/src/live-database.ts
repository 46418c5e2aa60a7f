import { type AdmittedDatabase, admitDatabase } from './database-admission.ts'
import type { SqliteDatabase, SqliteEngine } from './sqlite-database.ts'
import type { StoreBacking } from './store-backing.ts'
import { StoreError } from './store-error.ts'

/** What a change does to the database, and what it tidies up. */
export interface DatabaseChange<T> {
  /** Changes the database, or throws and leaves all as it was. */
  apply(database: SqliteDatabase): T | Promise<T>
  /** Runs last, whether the change was committed or not, on the database as it is then; its failure is not told. */
  settle?(database: SqliteDatabase): Promise<void>
}

interface DatabaseCopy extends AdmittedDatabase {
  readonly revision: string | undefined
}

/**
 * The registry's database, kept in step with where it is stored.
 *
 * What is in memory is only a copy: it is read anew when another has committed, and dropped when a change fails, so
 * that nobody sees a state that was never committed. Calls take turns in the order in which they came.
 */
export class LiveDatabase {
  readonly #engine: SqliteEngine
  readonly #backing: StoreBacking
  readonly #readOnly: boolean
  #copy: DatabaseCopy | undefined
  #lastTurn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(engine: SqliteEngine, backing: StoreBacking, { readOnly = false }: { readonly readOnly?: boolean } = {}) {
    this.#engine = engine
    this.#backing = backing
    this.#readOnly = readOnly
  }

  /** Reads the registry for the first time; creates it, or writes it in today's schema, where that is needed and allowed. */
  prepare(): Promise<void> {
    return this.#inTurn(async () => {
      const { migrated } = await this.#refresh()
      if (migrated && !this.#readOnly) await this.#change({ apply: () => undefined })
    })
  }

  /** What `query` finds in the last committed state. */
  read<T>(query: (database: SqliteDatabase) => T | Promise<T>): Promise<T> {
    return this.#inTurn(async () => query((await this.#refresh()).database))
  }

  /** Applies `change` to the last committed state and commits the outcome; resolves when it is durable. */
  change<T>(change: DatabaseChange<T>): Promise<T> {
    return this.#inTurn(() => {
      if (this.#readOnly) throw openedForReading(this.#backing.location)
      return this.#change(change)
    })
  }

  /** Waits for the calls under way, then frees the memory; every later call throws `ERR_STORE_CLOSED`. */
  async close(): Promise<void> {
    if (this.#closed) return
    const last = this.#inTurn(async () => this.#drop())
    this.#closed = true
    await last
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    if (this.#closed) {
      return Promise.reject(
        new StoreError('ERR_STORE_CLOSED', `the store at ${this.#backing.location} is closed`, {
          path: this.#backing.location,
          hint: 'open it again with openSkillStore',
        }),
      )
    }
    const turn = this.#lastTurn.then(action)
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }

  #change<T>({ apply, settle }: DatabaseChange<T>): Promise<T> {
    return this.#backing.exclusively(async () => {
      try {
        const { database, revision } = await this.#refresh()
        const result = await apply(database)
        this.#copy = { database, migrated: false, revision: await this.#backing.commit(database.export(), revision) }
        return result
      } catch (error) {
        this.#drop()
        throw error
      } finally {
        // What is left over costs room, not truth: the outcome above stands.
        if (settle)
          await this.#refresh()
            .then(({ database }) => settle(database))
            .catch(() => undefined)
      }
    })
  }

  async #refresh(): Promise<DatabaseCopy> {
    const revision = await this.#backing.revision()
    if (this.#copy && this.#copy.revision === revision) return this.#copy
    this.#drop()
    const snapshot = await this.#backing.load()
    const admitted = admitDatabase(this.#engine, { bytes: snapshot?.bytes, location: this.#backing.location })
    this.#copy = { ...admitted, revision: snapshot?.revision }
    return this.#copy
  }

  #drop(): void {
    this.#copy?.database.close()
    this.#copy = undefined
  }
}

function openedForReading(location: string): StoreError {
  return new StoreError('ERR_STORE_WRITE', `${location} was opened for reading only`, {
    path: location,
    hint: 'open it without readOnly to change it',
  })
}
