import { type FilePath, isWithin } from '../policy/path.ts'
import { FileFault } from './file-storage.ts'

/** The longest name, in bytes: that of most disks. */
const MAX_NAME_BYTES = 255
const TO_UTF8 = new TextEncoder()

/** Refuses, as a disk does, a name that is too long for one. Throws a FileFault `invalid-argument`. */
export function assertNameLengths({ parts }: FilePath): void {
  if (parts.some((name) => TO_UTF8.encode(name).length > MAX_NAME_BYTES)) throw new FileFault('invalid-argument')
}

/**
 * How many names of a path belong to the innermost grant that it is in. Nobody but the skill makes folders in a file system of
 * its own: down to there they are made when something is put in them.
 */
export function grantDepth(path: FilePath, grants: readonly FilePath[]): number {
  return Math.max(0, ...grants.filter((grant) => isWithin(path, grant)).map(({ parts }) => parts.length))
}
