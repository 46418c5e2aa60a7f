import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { systemCodeOf } from './system-error.node.ts'

/**
 * What `action` makes of the file at `path`, open for reading; `undefined` when there is none.
 * `notAFile` makes the error for a folder, a pipe or a device.
 */
export async function withRegularFile<T>(
  path: string,
  { action, notAFile }: { readonly action: (file: FileHandle) => Promise<T>; readonly notAFile: () => Error },
): Promise<T | undefined> {
  let file: FileHandle
  try {
    // O_NONBLOCK (absent on Windows): a pipe that nobody writes to would hold the opener for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    if (!(await file.stat()).isFile()) throw notAFile()
    return await action(file)
  } finally {
    await file.close()
  }
}
