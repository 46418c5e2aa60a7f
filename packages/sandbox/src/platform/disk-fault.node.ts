import type { HostFailure } from '../host/host-request.ts'
import { FileFault } from './file-storage.ts'

/** What the error codes of operating systems and runtimes mean to a guest. */
const FAILURES: Readonly<Record<string, HostFailure>> = {
  ENOENT: 'not-found',
  EEXIST: 'already-exists',
  EISDIR: 'is-a-directory',
  ENOTDIR: 'not-a-directory',
  ENOTEMPTY: 'directory-not-empty',
  EACCES: 'permission-refused',
  EPERM: 'permission-refused',
  EROFS: 'permission-refused',
  ERR_ACCESS_DENIED: 'permission-refused',
  EFBIG: 'too-large',
  // A link where one was refused to be followed, or too many of them.
  ELOOP: 'not-a-plain-file',
  // A socket, or a device without a driver.
  ENXIO: 'not-a-plain-file',
  ENODEV: 'not-a-plain-file',
  ENOSPC: 'no-space',
  EDQUOT: 'no-space',
  ENAMETOOLONG: 'invalid-argument',
}

/** The code of an error that a function of node:fs threw, such as `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}

/** What a guest is told of something that was thrown. */
export function diskFault(thrown: unknown): FileFault {
  if (thrown instanceof FileFault) return thrown
  return new FileFault(FAILURES[errorCode(thrown) ?? ''] ?? 'input-output', { cause: thrown })
}
