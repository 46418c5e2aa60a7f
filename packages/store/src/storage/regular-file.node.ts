import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { systemCodeOf } from './system-error.node.ts'

/** The file at `path`, open for reading; `undefined` when there is none. `notAFile` makes the error for a folder, a pipe or a device. */
export async function openRegularFile(path: string, notAFile: () => Error): Promise<FileHandle | undefined> {
  let file: FileHandle
  try {
    // O_NONBLOCK (absent on Windows): a pipe that nobody writes to would hold the opener for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    if ((await file.stat()).isFile()) return file
    throw notAFile()
  } catch (error) {
    await file.close()
    throw error
  }
}
