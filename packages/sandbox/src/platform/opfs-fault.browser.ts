import { FileFault } from './file-storage.ts'

/** By the names of the exceptions of the File System standard. */
const FAILURES: ReadonlyMap<string, FileFault['failure']> = new Map([
  ['NotFoundError', 'not-found'],
  // Of removeEntry, for a folder that has something in it.
  ['InvalidModificationError', 'directory-not-empty'],
  ['QuotaExceededError', 'no-space'],
  ['NotAllowedError', 'permission-refused'],
  ['SecurityError', 'permission-refused'],
])

/** What a browser's storage threw, as a guest is told it. */
export function opfsFault(thrown: unknown): FileFault {
  if (thrown instanceof FileFault) return thrown
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : ''
  return new FileFault(FAILURES.get(name) ?? 'input-output', { cause: thrown })
}
