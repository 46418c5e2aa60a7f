import { StoreError, type StoreErrorOptions } from '../store-error.ts'

/** Refuses a file of another program. */
export function notAStore(location: string, why: string): StoreError {
  return new StoreError('ERR_STORE_NOT_A_STORE', `${location} is not a registry of skills: ${why}`, {
    path: location,
    hint: 'give the path of a registry, or of a file that does not exist yet',
  })
}

/** Refuses a registry of which a part is gone or makes no sense. */
export function damaged(location: string, why: string, options: StoreErrorOptions = {}): StoreError {
  return new StoreError('ERR_STORE_DAMAGED', `${location} is damaged: ${why}`, {
    ...options,
    path: location,
    hint: 'restore it from a backup, or move it away and install the skills again',
  })
}

/** Tells that another program wrote between a look at the registry and its change. */
export function changedMeanwhile(location: string): StoreError {
  return new StoreError('ERR_STORE_BUSY', `another program changed ${location} at the same time`, {
    path: location,
    hint: 'nothing was changed; try again',
  })
}
