import type { Stats } from 'node:fs'
import { constants, type FileHandle, open } from 'node:fs/promises'
import { isSystemError } from './skill-files.ts'

/** A file that is open, and what was found out about it then. */
export interface OpenFile {
  readonly file: FileHandle
  readonly stats: Stats
}

/** A file that somebody else could have put there, could change, or could read. */
export class ExposedFile extends Error {
  override readonly name = 'ExposedFile'
}

/**
 * Opens the file at `path` with `flags`, and makes it for its owner only where they say so. Throws {@link ExposedFile} when it is a link,
 * no plain file, another user's, or has a second name; its mode is the caller's to judge. Throws the system's errors.
 */
export async function openOwnFile(path: string, flags: number): Promise<OpenFile> {
  // Both are absent on Windows. A pipe that nobody reads would hold the opener for ever.
  const careful = flags | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  const file = await open(path, careful, OWNER_ONLY).catch((error: unknown) => {
    if (isSystemError(error, 'ELOOP', 'EMLINK', 'EFTYPE')) throw new ExposedFile('it is a link')
    if (isSystemError(error, 'ENXIO', 'EISDIR')) throw new ExposedFile('it is no plain file')
    throw error
  })
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new ExposedFile('it is no plain file')
    if (isOfAnother(stats)) throw new ExposedFile('it belongs to another user')
    if (stats.nlink > 1) throw new ExposedFile('it has a second name, by which others could reach it')
    return { file, stats }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The mode of a file that nobody but its owner reads or writes. */
export const OWNER_ONLY = 0o600

/** Whether a file belongs to somebody else; never so on Windows, where that can't be told. */
export function isOfAnother({ uid }: Pick<Stats, 'uid'>): boolean {
  return process.getuid !== undefined && uid !== process.getuid()
}

/** Whether others than its owner have any access by a mode; never so on Windows, where it tells nothing. */
export function isOpenToOthers({ mode }: Pick<Stats, 'mode'>): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0
}
