import { StoreError, type StoreErrorCode } from '../store-error.ts'
import { StaleSnapshot } from './store-backing.ts'

/** The name that a browser gave an error, such as `QuotaExceededError`; empty when it is another kind of error. */
export function browserErrorName(error: unknown): string {
  return error instanceof DOMException ? error.name : ''
}

/** What `action` returns; what a browser's storage throws becomes an error that names `location`. */
export function readingStorage<T>(location: string, action: () => Promise<T>): Promise<T> {
  return action().catch(telling('ERR_STORE_READ', location))
}

/** As {@link readingStorage}; with `ERR_STORE_QUOTA` when there is no room for what was to be written. */
export function writingStorage<T>(location: string, action: () => Promise<T>): Promise<T> {
  return action().catch(telling('ERR_STORE_WRITE', location))
}

/** Tells that the browser keeps its storage, or its locks, from this page. */
export function unavailable(location: string, why: string, cause?: unknown): StoreError {
  return new StoreError('ERR_STORE_UNAVAILABLE', `${location} can't be kept by this browser: ${why}`, {
    cause,
    path: location,
    hint: 'serve the page by https or from localhost, and let it store data; or use { memory: true }, which forgets',
  })
}

function telling(code: StoreErrorCode, location: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof StoreError || cause instanceof StaleSnapshot) throw cause
    const name = browserErrorName(cause)
    if (name === 'QuotaExceededError') throw overQuota(location, cause)
    if (name === 'SecurityError') throw unavailable(location, 'it blocks the storage of this site', cause)
    const verb = code === 'ERR_STORE_READ' ? 'read' : 'written'
    throw new StoreError(code, `${location} can't be ${verb} (${name || String(cause)})`, {
      cause,
      path: location,
      hint: 'nothing was changed; try again, and when it stays so, look whether the browser deleted the data of this site',
    })
  }
}

function overQuota(location: string, cause: unknown): StoreError {
  return new StoreError('ERR_STORE_QUOTA', `the browser has no more room for ${location}`, {
    cause,
    path: location,
    hint: 'nothing was changed; remove skills, or other data of this site',
  })
}
