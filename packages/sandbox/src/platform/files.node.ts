import { mkdir, opendir, rmdir, unlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { FileStat, HostBytes } from '../host/host-request.ts'
import type { FileAccess, FilePath } from '../policy/path.ts'
import { writeAtomically } from './atomic-write.node.ts'
import { makeDataFolder } from './data-folder.node.ts'
import { FileFault, type FileStorage, type FolderEntry, type SkillFiles } from './file-storage.ts'
import { findRoot, type GrantedRoot, realPathOf } from './granted-root.node.ts'
import type { HoldFolder } from './held-folder.node.ts'
import { holdFolder } from './hold-folder.node.ts'
import { assertPlain, readPlainFile } from './plain-file.node.ts'
import { type Place, withPlace } from './walk.node.ts'

/** Where the paths of manifests start on a disk. */
export interface DiskOptions {
  /** The folder in which each skill has one of its own; without it, no skill that asks for one can be loaded. */
  readonly dataFolder?: string | undefined
  /** What `~` stands for; the home of the user by default. */
  readonly home?: string | undefined
  /** Folders that no grant may lead to or contain. */
  readonly outOfReach?: readonly string[] | undefined
  /** How folders are held; as well as this system can by default. */
  readonly hold?: HoldFolder | undefined
}

/** The files of skills on this machine's disk. */
export function diskStorage({ dataFolder, home = homedir(), outOfReach = [], hold }: DiskOptions = {}): FileStorage {
  return {
    async open(skill, grants) {
      const needsOwn = [...grants.read, ...grants.write].some(({ base }) => base === 'own')
      const own = needsOwn ? await makeDataFolder(skill, dataFolder && resolve(dataFolder)) : ''
      const bases = { root: resolve('/'), home: resolve(home), own }
      const kept = (await Promise.all(outOfReach.map((folder) => realPathOf(resolve(folder))))).filter(
        (folder) => folder !== undefined,
      )
      const rootsOf = async (access: FileAccess): Promise<readonly GrantedRoot[]> => {
        const found = await Promise.all(
          grants[access].map((grant) => findRoot(grant, { skill, access, bases, outOfReach: kept })),
        )
        return found.filter((root) => root !== undefined)
      }
      // First what may be written, which can make folders that are read.
      const write = await rootsOf('write')
      return new DiskFiles({ read: await rootsOf('read'), write }, hold)
    },
  }
}

class DiskFiles implements SkillFiles {
  private readonly roots: Readonly<Record<FileAccess, readonly GrantedRoot[]>>
  private readonly hold: HoldFolder

  constructor(roots: Readonly<Record<FileAccess, readonly GrantedRoot[]>>, hold: HoldFolder = holdFolder) {
    this.roots = roots
    this.hold = hold
  }

  read(path: FilePath, options: { maxBytes: number; signal: AbortSignal }): Promise<HostBytes> {
    return this.readable(path, options.signal, (place) => readPlainFile(place, options))
  }

  list(path: FilePath, options: { maxEntries: number; signal: AbortSignal }): Promise<readonly FolderEntry[]> {
    return this.readable(path, options.signal, (place) => entriesOf(place, options))
  }

  stat(path: FilePath, { signal }: { signal: AbortSignal }): Promise<FileStat> {
    return this.readable(path, signal, async ({ stats, folder }) => {
      await folder.confirm()
      const isDirectory = stats?.isDirectory() === true
      if (!isDirectory) assertPlain(stats)
      // Before 1970 there is no number for it.
      const modifiedMs = Math.max(Math.trunc(stats.mtimeMs), 0)
      return isDirectory ? { type: 'directory', size: 0, modifiedMs } : { type: 'file', size: stats.size, modifiedMs }
    })
  }

  write(path: FilePath, { data, signal }: { data: HostBytes; signal: AbortSignal }): Promise<void> {
    return this.writable(path, { signal, followsLast: true }, (place) => writeAtomically(place, { data, signal }))
  }

  remove(path: FilePath, { signal }: { signal: AbortSignal }): Promise<void> {
    return this.writable(path, { signal, followsLast: false }, async ({ folder, name, stats }) => {
      await folder.confirm()
      if (stats?.isDirectory()) return rmdir(folder.at(name))
      if (stats === undefined || stats.isFile() || stats.isSymbolicLink()) return unlink(folder.at(name))
      throw new FileFault('not-a-plain-file')
    })
  }

  makeDirectory(path: FilePath, { signal }: { signal: AbortSignal }): Promise<void> {
    return this.writable(path, { signal, followsLast: false }, async ({ folder, name }) => {
      await folder.confirm()
      await mkdir(folder.at(name))
    })
  }

  private readable<T>(path: FilePath, signal: AbortSignal, use: (place: Place) => Promise<T>): Promise<T> {
    return withPlace(path, { roots: this.roots.read, followsLast: true, signal, hold: this.hold }, use)
  }

  private writable<T>(
    path: FilePath,
    options: { signal: AbortSignal; followsLast: boolean },
    use: (place: Place) => Promise<T>,
  ): Promise<T> {
    return withPlace(path, { ...options, roots: this.roots.write, makesOwnFolder: true, hold: this.hold }, use)
  }
}

async function entriesOf(
  { folder, name }: Place,
  { maxEntries, signal }: { maxEntries: number; signal: AbortSignal },
): Promise<readonly FolderEntry[]> {
  const listed = await folder.enter(name)
  try {
    const entries: FolderEntry[] = []
    for await (const entry of await opendir(listed.at('.'))) {
      signal.throwIfAborted()
      if (entries.length === maxEntries) throw new FileFault('too-large')
      entries.push({ name: entry.name, isFolder: entry.isDirectory() })
    }
    await listed.confirm()
    return entries
  } finally {
    await listed.close()
  }
}
