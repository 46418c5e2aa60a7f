import { StoreError } from '../store-error.ts'
import { endOf, resultOf } from './indexeddb-request.browser.ts'
import { browserErrorName, unavailable } from './storage-access.browser.ts'

/** The object stores: `meta` has the last state, `pages` its pages by number, `modules` their bytes by digest. */
export type ObjectStoreName = 'meta' | 'pages' | 'modules'

const OBJECT_STORES: readonly ObjectStoreName[] = ['meta', 'pages', 'modules']
const VERSION = 1

/** The database in IndexedDB that keeps one registry; opened when it is needed, and again after the browser closed it. */
export class IndexedDbDatabase {
  readonly #name: string
  readonly #location: string
  #connection: Promise<IDBDatabase> | undefined

  constructor(name: string, location: string) {
    this.#name = databaseName(name)
    this.#location = location
  }

  /** Runs `action` in a transaction that reads `stores`. */
  async read<T>(stores: readonly ObjectStoreName[], action: (transaction: IDBTransaction) => Promise<T>): Promise<T> {
    return action((await this.#connect()).transaction(stores))
  }

  /** Runs `action` in a transaction over `stores`; resolves when that is on the disk, and rejects when nothing of it is. */
  async write(
    stores: readonly ObjectStoreName[],
    action: (transaction: IDBTransaction) => Promise<void>,
  ): Promise<void> {
    const transaction = (await this.#connect()).transaction(stores, 'readwrite', { durability: 'strict' })
    const end = endOf(transaction)
    // Awaited below, where the action's own failure does not come first.
    end.catch(() => undefined)
    try {
      await action(transaction)
    } catch (error) {
      abort(transaction)
      throw error
    }
    await end
  }

  /** Closes the connection; a later use opens another. */
  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined)
    this.#connection = undefined
    connection?.close()
  }

  #connect(): Promise<IDBDatabase> {
    this.#connection ??= this.#open().catch((error: unknown) => {
      this.#connection = undefined
      throw error
    })
    return this.#connection
  }

  async #open(): Promise<IDBDatabase> {
    const connection = await openConnection(this.#name).catch((cause: unknown) => {
      const name = browserErrorName(cause)
      if (name === 'VersionError') throw newer(this.#location, cause)
      if (name === 'QuotaExceededError') throw cause
      throw unavailable(this.#location, `it opens no IndexedDB (${name || String(cause)})`, cause)
    })
    connection.onclose = () => {
      this.#connection = undefined
    }
    // Else nobody could delete the data of this site while a tab is open.
    connection.onversionchange = () => {
      this.#connection = undefined
      connection.close()
    }
    return connection
  }
}

/** Whether IndexedDB has a registry of this name; makes none. */
export async function hasIndexedDb(name: string): Promise<boolean> {
  try {
    const request = indexedDB.open(databaseName(name))
    request.onupgradeneeded = () => request.transaction?.abort()
    const connection = await resultOf(request)
    connection.close()
    return true
  } catch {
    return false
  }
}

async function openConnection(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION)
  request.onupgradeneeded = () => {
    for (const store of OBJECT_STORES) request.result.createObjectStore(store)
  }
  return resultOf(request)
}

function databaseName(name: string): string {
  return `blufio-store:${name}`
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already, by the very error.
  }
}

function newer(location: string, cause: unknown): StoreError {
  return new StoreError('ERR_STORE_NEWER', `${location} was written by a newer version of this program`, {
    cause,
    path: location,
    hint: 'update the program, or use another registry',
  })
}
