import { type PageSnapshot, StaleSnapshot, type StoreBacking } from '../storage/store-backing.ts'
import { StoreError } from '../store-error.ts'
import { admitDatabase, explaining } from './database-admission.ts'
import type { DatabaseQuery, PagedDatabase } from './paged-database.ts'
import type { SqliteDatabase, SqliteEngine } from './sqlite-database.ts'

/** Asks the last committed state something. */
export type Ask = <T>(query: DatabaseQuery<T>) => Promise<T>

/** What a change does to the database, and around it. */
export interface DatabaseChange<T> {
  /** Runs once, before all else; when it throws, nothing is changed. */
  prepare?(ask: Ask): Promise<void>
  /** Changes the database, or throws and leaves all as it was. Runs once or more, each time on the last committed state. */
  apply(database: SqliteDatabase): T
  /** Runs last, whether the change was committed or not, on the state as it is then; its failure is not told. */
  settle?(ask: Ask): Promise<void>
}

interface DatabaseCopy {
  readonly database: PagedDatabase
  /** The state that it is a copy of, `undefined` when it was never stored. */
  readonly snapshot: PageSnapshot | undefined
}

/** How often a call starts anew because others commit meanwhile, before it keeps them from it. */
const MOST_RESTARTS = 3

/**
 * The registry's database, kept in step with where it is stored.
 *
 * What is in memory is only a copy: it is made anew when another has committed, and dropped when a change fails, so
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

  /** Looks at the registry for the first time; creates it, or writes it in today's schema, where that is needed and allowed. */
  prepare(): Promise<void> {
    return this.#inTurn(async () => {
      const { database } = await this.#restarting(() => this.#refresh())
      if (database.changes() && !this.#readOnly) await this.#change({ apply: () => undefined })
    })
  }

  /** What `query` finds in the last committed state. */
  read<T>(query: DatabaseQuery<T>): Promise<T> {
    return this.#inTurn(() => this.#read(query))
  }

  /** Applies `change` to the last committed state and commits the outcome; resolves when it is durable. */
  change<T>(change: DatabaseChange<T>): Promise<T> {
    return this.#inTurn(() => {
      if (this.#readOnly) throw openedForReading(this.#backing.location)
      return this.#change(change)
    })
  }

  /** What SQLite finds wrong with the last committed state, all of which is read; `undefined` when it is sound. */
  fault(): Promise<string | undefined> {
    return this.#inTurn(() => this.#restarting(async () => (await this.#refresh()).database.fault()))
  }

  /** Waits for the calls under way, then frees the memory; every later call throws `ERR_STORE_CLOSED`. */
  async close(): Promise<void> {
    if (this.#closed) return
    const last = this.#inTurn(async () => {
      this.#drop()
      await this.#backing.close()
    })
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

  #read<T>(query: DatabaseQuery<T>): Promise<T> {
    const ask = () => this.#ask(query)
    return this.#restarting(ask, this.#readOnly ? ask : () => this.#backing.exclusively(ask))
  }

  #change<T>({ prepare, apply, settle }: DatabaseChange<T>): Promise<T> {
    const asking: Ask = (query) => this.#restarting(() => this.#ask(query))
    return this.#backing.exclusively(async () => {
      try {
        await prepare?.(asking)
        return await this.#restarting(async () => {
          const copy = await this.#refresh()
          const { database } = copy
          const result = await database.ask(apply).catch(explaining(database, this.#backing.location))
          await this.#commit(copy)
          return result
        })
      } catch (error) {
        this.#drop()
        throw error
      } finally {
        // What is left over costs room, not truth: the outcome above stands.
        await settle?.(asking).catch(() => undefined)
      }
    })
  }

  async #commit({ database, snapshot }: DatabaseCopy): Promise<void> {
    const changes = database.changes()
    if (changes === undefined) return
    const committed = await this.#backing.commit(changes, snapshot)
    if (committed === undefined) return this.#drop()
    database.adopt(committed)
    this.#copy = { database, snapshot: committed }
  }

  async #ask<T>(query: DatabaseQuery<T>): Promise<T> {
    const { database } = await this.#refresh()
    return database.ask(query).catch(explaining(database, this.#backing.location))
  }

  async #refresh(): Promise<DatabaseCopy> {
    const snapshot = await this.#backing.snapshot()
    if (this.#copy && this.#copy.snapshot === snapshot) return this.#copy
    this.#drop()
    const database = await admitDatabase(this.#engine, { snapshot, location: this.#backing.location })
    this.#copy = { database, snapshot }
    return this.#copy
  }

  /** `action`, again when the state that it read is gone; `instead` of it after some such restarts. */
  async #restarting<T>(action: () => Promise<T>, instead: () => Promise<T> = action): Promise<T> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await (restarts < MOST_RESTARTS ? action() : instead())
      } catch (error) {
        if (!(error instanceof StaleSnapshot)) throw error
        this.#drop()
        if (restarts >= 2 * MOST_RESTARTS) throw neverStill(this.#backing.location)
      }
    }
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

function neverStill(location: string): StoreError {
  return new StoreError('ERR_STORE_BUSY', `${location} changes faster than it can be read`, {
    path: location,
    hint: 'try again when fewer programs change it',
  })
}
