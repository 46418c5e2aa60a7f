import { FileFault } from './file-storage.ts'

/** By the names of the exceptions of the File System standard. */
const FAILURES: ReadonlyMap<string, FileFault['failure']> = new Map([
  ['NotFoundError', 'not-found'],
  ['QuotaExceededError', 'no-space'],
  ['NotAllowedError', 'permission-refused'],
  ['SecurityError', 'permission-refused'],
])

/** How long a name may be for a browser that keeps each file under its own name, as WebKit does; in bytes. */
const MAX_KEPT_NAME_BYTES = 255

/** What a browser's storage threw, as a guest is told it, of a path whose names are kept as `keptNames`. */
export function opfsFault(thrown: unknown, keptNames: readonly string[]): FileFault {
  if (thrown instanceof FileFault) return thrown
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : ''
  // What WebKit calls a name that its disk refuses.
  const isTooLong = name === 'UnknownError' && keptNames.some((kept) => kept.length > MAX_KEPT_NAME_BYTES)
  if (isTooLong) return new FileFault('invalid-argument', { cause: thrown })
  return new FileFault(FAILURES.get(name) ?? 'input-output', { cause: thrown })
}
