import { constants } from 'node:fs'
import { type FileHandle, open, readlink } from 'node:fs/promises'
import { errorCode } from './disk-fault.node.ts'
import { FileFault } from './file-storage.ts'
import { watchFolder } from './watched-folder.node.ts'

/** A folder in which something is done, held so that nobody can put another in its place meanwhile. */
export interface HeldFolder {
  /** The path by which `name` in this very folder is reached; `.` is the folder. Who uses it must not follow a link there. */
  at(name: string): string
  /** Holds the folder `name` in it; throws ENOTDIR or ELOOP of the system where that is something else, such as a link. */
  enter(name: string): Promise<HeldFolder>
  /** Throws unless it is where it was, and so is the file that was opened as `name`; for systems that can't hold folders. */
  confirm(opened?: { readonly name: string; readonly handle: FileHandle }): Promise<void>
  close(): Promise<void>
}

/** Holds the folder at a real path: absolute and without links, or it is refused as `outside`. */
export type HoldFolder = (realPath: string) => Promise<HeldFolder>

/**
 * How folders are held here: on Linux by handles, and what is in them is reached through these. Where that can't be (other
 * systems, no /proc, a runtime without the permission for it) folders are compared before and after, which leaves moments
 * in between.
 */
export function holdFolder(realPath: string): Promise<HeldFolder> {
  chosen ??= choose()
  return chosen.then((hold) => hold(realPath))
}

let chosen: Promise<HoldFolder> | undefined

async function choose(): Promise<HoldFolder> {
  if (process.platform !== 'linux') return watchFolder
  try {
    await (await holdByHandle('/')).close()
    return holdByHandle
  } catch {
    return watchFolder
  }
}

// Opened only to go on from, which takes no permission to list it. Node.js has no name for this flag of Linux.
const O_PATH = 0o10000000
const FOLDER_FLAGS = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW

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

function held(handle: FileHandle): HeldFolder {
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
