import { unitsWithin, visible } from '../rewriter/visible-text.ts'
import { type FileAccess, type FileGrants, type FilePath, isWithin, MAX_PATH_LENGTH, parsePath } from './path.ts'
import type { Refusal } from './refusal.ts'

/** What can be done with a file or folder. */
export type FileOperation = 'read' | 'list' | 'stat' | 'write' | 'remove' | 'make-directory'

/** What each operation needs to be granted. */
const ACCESS: Readonly<Record<FileOperation, FileAccess>> = {
  read: 'read',
  list: 'read',
  stat: 'read',
  write: 'write',
  remove: 'write',
  'make-directory': 'write',
}

/** What a request says of itself to whom it is refused. */
export interface FileCall {
  /** What the guest called, such as `read_file`. */
  readonly hostFunction: string
  readonly operation: FileOperation
  /** As the guest wrote it. */
  readonly path: string
}

/** What comes of a call: the path that it means, when that is granted; else what its guest is answered. */
export type FileVerdict =
  | { readonly kind: 'granted'; readonly path: FilePath }
  | ({ readonly kind: 'denied' } & Refusal)
  | { readonly kind: 'failed'; readonly failure: 'invalid-argument' }

/** Judges a call before anything is looked at on a disk, so that nobody learns what is there. */
export function judgeFile(grants: FileGrants, call: FileCall): FileVerdict {
  const path = parsePath(call.path)
  if (path === 'malformed') return { kind: 'failed', failure: 'invalid-argument' }
  if (path !== 'climbs' && grants[ACCESS[call.operation]].some((grant) => isWithin(path, grant))) {
    return { kind: 'granted', path }
  }
  return { kind: 'denied', ...refusedFile(call) }
}

/** The refusal of what is not granted, with the line that would grant it. */
export function refusedFile(call: FileCall): Refusal {
  const path = parsePath(call.path)
  const list = listOf(call)
  if (path === 'climbs') return refused(call, 'a path with a part ".." is never granted: write where it leads to')
  if (path === 'malformed') return refused(call, `no path is written like this, and nothing is granted in ${list}`)
  if (path.parts.length === 0) return refused(call, `add the folders that it needs to ${list}, all at once can't be`)
  return refused(call, `add "${call.path}" to ${list}`)
}

/** The refusal of a path that is granted, but leads elsewhere by a link. Does not say where to: the guest is not to know. */
export function refusedLink(call: FileCall): Refusal {
  return refused(call, `a link in it leads out of what ${listOf(call)} grants`)
}

function listOf({ operation }: FileCall): string {
  return `[capabilities.filesystem] ${ACCESS[operation]}`
}

function refused({ hostFunction, path }: FileCall, why: string): Refusal {
  const asked = visible(path.slice(0, unitsWithin(path, MAX_PATH_LENGTH)))
  return { content: `capability not permitted: ${hostFunction} of ${asked}: ${why}`, asked }
}
