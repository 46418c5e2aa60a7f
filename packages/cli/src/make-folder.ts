import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isSystemError } from './skill-files.ts'

/** Makes the folder `path` and those above it, with `mode`; one that exists is left as it is. Throws the system's errors. */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  // Level by level: Node's own recursion never ends below /proc, where a folder exists and yet takes no other.
  try {
    await mkdir(path, { mode })
  } catch (error) {
    if (await isFolder(path)) return
    const above = dirname(path)
    if (!isSystemError(error, 'ENOENT') || above === path || (await isFolder(above))) throw error
    await makeFolder(above, mode)
    await mkdir(path, { mode }).catch(async (late: unknown) => {
      if (!(await isFolder(path))) throw late
    })
  }
}

/** Whether `path` is a folder that can be looked at. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  )
}
