import type { FileStat, HostBytes } from '../host/host-request.ts'
import type { FileOptions } from '../host-options.ts'
import type { FileGrants, FilePath } from '../policy/path.ts'
import { FileFault, type FileStorage, type FolderEntry, type SkillFiles } from './file-storage.ts'
import { assertNameLengths, grantDepth } from './virtual-path.ts'

/** How much one skill may keep, in bytes; 64 MiB. */
const DEFAULT_MEMORY_BYTES = 67_108_864
/** What an entry counts beside its content, in bytes: about what it takes, so that empty files are bounded, too. */
const ENTRY_BYTES = 1_024

/** The files of skills in memory: each has a file system of its own, empty at first, for as long as the storage is there. */
export function memoryStorage({
  maxMemoryBytes = DEFAULT_MEMORY_BYTES,
}: Pick<FileOptions, 'maxMemoryBytes'> = {}): FileStorage {
  const trees = new Map<string, Tree>()
  return {
    async open(skill, grants) {
      const tree = trees.get(skill) ?? { root: newFolder(), bytesLeft: maxMemoryBytes }
      trees.set(skill, tree)
      return new MemoryFiles(tree, grants)
    },
  }
}

interface Tree {
  readonly root: Folder
  bytesLeft: number
}

interface Folder {
  readonly entries: Map<string, Folder | File>
  modifiedMs: number
}

interface File {
  /** Never changed: it is replaced as a whole. */
  readonly content: HostBytes
  readonly modifiedMs: number
}

/** Each function does its work in one go, so that no other comes between. */
class MemoryFiles implements SkillFiles {
  private readonly tree: Tree
  private readonly grants: FileGrants

  constructor(tree: Tree, grants: FileGrants) {
    this.tree = tree
    this.grants = grants
  }

  async read(path: FilePath, { maxBytes }: { maxBytes: number }): Promise<HostBytes> {
    const found = this.find(path)
    if (isFolder(found)) throw new FileFault('is-a-directory')
    if (found.content.length > maxBytes) throw new FileFault('too-large')
    return found.content.slice()
  }

  async list(path: FilePath, { maxEntries }: { maxEntries: number }): Promise<readonly FolderEntry[]> {
    const found = this.find(path)
    if (!isFolder(found)) throw new FileFault('not-a-directory')
    if (found.entries.size > maxEntries) throw new FileFault('too-large')
    return Array.from(found.entries, ([name, entry]) => ({ name, isFolder: isFolder(entry) }))
  }

  async stat(path: FilePath): Promise<FileStat> {
    const found = this.find(path)
    const { modifiedMs } = found
    return isFolder(found)
      ? { type: 'directory', size: 0, modifiedMs }
      : { type: 'file', size: found.content.length, modifiedMs }
  }

  async write(path: FilePath, { data }: { data: HostBytes }): Promise<void> {
    const { folder, name } = this.place(path, true)
    const replaced = folder.entries.get(name)
    if (replaced !== undefined && isFolder(replaced)) throw new FileFault('is-a-directory')
    this.take(data.length - (replaced?.content.length ?? 0) + (replaced === undefined ? ENTRY_BYTES : 0))
    folder.entries.set(name, { content: data.slice(), modifiedMs: Date.now() })
    if (replaced === undefined) folder.modifiedMs = Date.now()
  }

  async remove(path: FilePath): Promise<void> {
    const { folder, name } = this.place(path, false)
    const found = folder.entries.get(name)
    if (found === undefined) throw new FileFault('not-found')
    if (isFolder(found) && found.entries.size > 0) throw new FileFault('directory-not-empty')
    this.take(-ENTRY_BYTES - (isFolder(found) ? 0 : found.content.length))
    folder.entries.delete(name)
    folder.modifiedMs = Date.now()
  }

  async makeDirectory(path: FilePath): Promise<void> {
    const { folder, name } = this.place(path, true)
    if (folder.entries.has(name)) throw new FileFault('already-exists')
    this.addFolder(folder, name)
  }

  private find(path: FilePath): Folder | File {
    assertNameLengths(path)
    return [path.base, ...path.parts].reduce<Folder | File>((above, name) => {
      if (!isFolder(above)) throw new FileFault('not-a-directory')
      const found = above.entries.get(name)
      if (found === undefined) throw new FileFault('not-found')
      return found
    }, this.tree.root)
  }

  /** The folder that a path's last name is in; where something is `made` there, the folders down to its grant are made, too. */
  private place(path: FilePath, made: boolean): { readonly folder: Folder; readonly name: string } {
    assertNameLengths(path)
    const names = [path.base, ...path.parts]
    const name = names.pop() ?? ''
    const depth = made ? grantDepth(path, this.grants.write) : -1
    const folder = names.reduce((above, part, index) => {
      const found = above.entries.get(part) ?? (index <= depth ? this.addFolder(above, part) : undefined)
      if (found === undefined) throw new FileFault('not-found')
      if (!isFolder(found)) throw new FileFault('not-a-directory')
      return found
    }, this.tree.root)
    return { folder, name }
  }

  private addFolder(above: Folder, name: string): Folder {
    this.take(ENTRY_BYTES)
    const folder = newFolder()
    above.entries.set(name, folder)
    above.modifiedMs = folder.modifiedMs
    return folder
  }

  private take(bytes: number): void {
    if (bytes > this.tree.bytesLeft) throw new FileFault('no-space')
    this.tree.bytesLeft -= bytes
  }
}

function newFolder(): Folder {
  return { entries: new Map(), modifiedMs: Date.now() }
}

function isFolder(entry: Folder | File): entry is Folder {
  return 'entries' in entry
}
