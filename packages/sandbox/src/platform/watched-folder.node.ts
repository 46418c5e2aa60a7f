import type { BigIntStats } from 'node:fs'
import { lstat, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { FileFault } from './file-storage.ts'
import type { HeldFolder } from './held-folder.node.ts'

/** A folder, and which one it was when it was come by. */
interface Watched {
  readonly path: string
  readonly identity: string
}

/** Watches a folder by its path, where none can be held: it and those that lead to it are compared before and after. */
export async function watchFolder(realPath: string): Promise<HeldFolder> {
  if ((await realpath(realPath)) !== realPath) throw new FileFault('outside')
  return watchedFolder([await watch(realPath)])
}

function watchedFolder(way: readonly [Watched, ...Watched[]]): HeldFolder {
  const folder = way[way.length - 1] ?? way[0]
  const at = (name: string): string => join(folder.path, name)
  return {
    at,
    enter: async (name) => watchedFolder([...way, await watch(at(name))]),
    async confirm(opened) {
      for (const { path, identity } of way) {
        if (identityOf(await lstat(path, { bigint: true })) !== identity) throw new FileFault('input-output')
      }
      if (opened === undefined) return
      const here = identityOf(await lstat(at(opened.name), { bigint: true }))
      if (identityOf(await opened.handle.stat({ bigint: true })) !== here) throw new FileFault('input-output')
    },
    close: async () => {},
  }
}

async function watch(path: string): Promise<Watched> {
  const stats = await lstat(path, { bigint: true })
  if (stats.isDirectory()) return { path, identity: identityOf(stats) }
  throw Object.assign(new Error(`no folder: ${path}`), { code: 'ENOTDIR' })
}

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`
}
