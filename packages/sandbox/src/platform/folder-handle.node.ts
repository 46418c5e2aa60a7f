import { constants } from 'node:fs'
import { type FileHandle, open, readlink, statfs } from 'node:fs/promises'
import { errorCode } from './disk-fault.node.ts'
import { FileFault } from './file-storage.ts'
import type { HeldFolder } from './held-folder.node.ts'

// Opened only to go on from, which takes no permission to list it. Node.js has no name for this flag of Linux.
const O_PATH = 0o10000000
const FOLDER_FLAGS = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW

/** In which the kernel shows itself, processes with their environment too, wherever they are mounted: procfs and sysfs (statfs(2)). */
const OF_KERNEL: ReadonlySet<number> = new Set([0x9fa0, 0x62656572])

/** Holds a folder of Linux by a handle. */
export async function holdByHandle(realPath: string): Promise<HeldFolder> {
  const handle = await open(realPath, FOLDER_FLAGS).catch((error: unknown) => {
    // A link by now, or a file: no longer the folder whose real path this was.
    throw errorCode(error) === 'ENOTDIR' ? new FileFault('outside', { cause: error }) : error
  })
  // Of what was opened: a link anywhere above would show in this one.
  const opened = await readlink(pathOf(handle)).catch(() => '')
  if (opened === realPath) return held(handle)
  await handle.close()
  throw new FileFault('outside')
}

async function held(handle: FileHandle): Promise<HeldFolder> {
  const { type } = await statfs(pathOf(handle)).catch(() => ({ type: 0 }))
  if (OF_KERNEL.has(type)) {
    await handle.close()
    throw new FileFault('not-a-plain-file')
  }
  const at = (name: string): string => `${pathOf(handle)}/${name}`
  return {
    at,
    enter: async (name) => held(await open(at(name), FOLDER_FLAGS)),
    confirm: async () => {},
    close: () => handle.close(),
  }
}

function pathOf({ fd }: FileHandle): string {
  return `/proc/self/fd/${fd}`
}
