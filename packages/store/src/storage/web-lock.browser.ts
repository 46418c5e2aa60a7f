import { StoreError } from '../store-error.ts'
import { browserErrorName, unavailable } from './storage-access.browser.ts'

/** What its holder can ask of a lock. */
export interface WebLockLease {
  /** Throws `ERR_STORE_BUSY` when a script of this origin took the lock away. */
  assertHeld(): void
}

/** As long as a lock file is waited for; a tab that ends gives its locks back at once. */
const GIVE_UP_AFTER_MS = 40_000

/**
 * Runs `action` while holding the lock of the registry at `location`, against other tabs and workers of this origin and other
 * stores of this one (Web Locks API, https://w3c.github.io/web-locks/). Throws `ERR_STORE_BUSY` when it can't be had in time
 * and `ERR_STORE_UNAVAILABLE` where there are no such locks.
 */
export async function withWebLock<T>(
  location: string,
  action: (lease: WebLockLease) => Promise<T>,
  { giveUpAfterMs = GIVE_UP_AFTER_MS }: { readonly giveUpAfterMs?: number } = {},
): Promise<T> {
  assertLocks(location)
  const patience = AbortSignal.timeout(giveUpAfterMs)
  let isHeld = true
  const lease: WebLockLease = {
    assertHeld: () => {
      if (!isHeld) throw busy(location, 'a script took its lock away')
    },
  }
  let outcome: Promise<T> | undefined
  try {
    await navigator.locks.request(`blufio-store:${location}`, { signal: patience }, () => {
      outcome = action(lease)
      return outcome
    })
  } catch (error) {
    // Not the end of the action: when the lock is stolen, that goes on, and finds out before it writes.
    isHeld = false
    if (outcome === undefined) throw notGranted(location, error)
  }
  return outcome as Promise<T>
}

/** Throws `ERR_STORE_UNAVAILABLE` where there are no locks, without which tabs would write over each other. */
export function assertLocks(location: string): void {
  if (globalThis.navigator?.locks === undefined) {
    throw unavailable(location, 'it has no locks (navigator.locks) for a page that is not secure')
  }
}

function notGranted(location: string, error: unknown): unknown {
  const name = browserErrorName(error)
  if (name === 'TimeoutError') return busy(location, 'another tab holds its lock')
  return unavailable(location, `it grants no locks (${name || String(error)})`, error)
}

function busy(location: string, why: string): StoreError {
  return new StoreError('ERR_STORE_BUSY', `${location} is in use: ${why}`, {
    path: location,
    hint: 'nothing was changed; try again',
  })
}
