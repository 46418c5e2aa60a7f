import { errorCode } from './disk-fault.node.ts'
import { holdByHandle } from './folder-handle.node.ts'
import type { HeldFolder, HoldFolder } from './held-folder.node.ts'
import { watchFolder } from './watched-folder.node.ts'

/**
 * How folders are held here: on Linux by handles, and what is in them is reached through these. Where that can't be (other
 * systems, no /proc, a runtime without the permission for it) folders are compared before and after, which leaves moments
 * in between.
 */
export async function holdFolder(realPath: string): Promise<HeldFolder> {
  hold ??= await choose()
  return hold(realPath)
}

let hold: HoldFolder | undefined

async function choose(): Promise<HoldFolder> {
  if (process.platform !== 'linux') return watchFolder
  try {
    await (await holdByHandle('/')).close()
    return holdByHandle
  } catch (error) {
    // That there is no handle to be had just now is no reason to do without them for good.
    if (NO_ROOM.has(errorCode(error))) throw error
    return watchFolder
  }
}

const NO_ROOM: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE', 'ENOMEM'])
