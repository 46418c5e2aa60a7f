import { isBlufioError } from '@blufio/core'
import { StoreError } from '../store-error.ts'

/** The code that the operating system gave an error, such as `ENOENT`; empty when it is another kind of error. */
export function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What `action` returns; what it throws becomes an `ERR_STORE_READ` that names `path`, unless it is an error of ours. */
export function reading<T>(path: string, action: () => Promise<T>): Promise<T> {
  return action().catch((cause: unknown) => {
    if (isBlufioError(cause)) throw cause
    throw new StoreError('ERR_STORE_READ', `${path} can't be read (${systemCodeOf(cause) || String(cause)})`, {
      cause,
      path,
      hint: 'check that it is a file which this user may read',
    })
  })
}

/** What `action` returns; what it throws becomes an `ERR_STORE_WRITE` that names `path`, unless it is an error of ours. */
export function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  return action().catch((cause: unknown) => {
    if (isBlufioError(cause)) throw cause
    throw new StoreError('ERR_STORE_WRITE', `${path} can't be written (${systemCodeOf(cause) || String(cause)})`, {
      cause,
      path,
      hint: 'nothing was changed; check the room on the disk and that this user may write in its folder',
    })
  })
}
