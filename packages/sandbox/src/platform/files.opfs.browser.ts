import type { FileStat, HostBytes } from '../host/host-request.ts'
import type { FileGrants, FilePath } from '../policy/path.ts'
import { isWebKit } from '../rewriter/webkit.ts'
import { SandboxError } from '../sandbox-error.ts'
import { FileFault, type FileStorage, type FolderEntry, type SkillFiles } from './file-storage.ts'
import { opfsFault } from './opfs-fault.browser.ts'
import { nameOfOpfs, opfsName } from './opfs-name.ts'
import { assertNameLengths, grantDepth } from './virtual-path.ts'

/** What the folder of all skills is called; nothing else of a page's is touched. */
const FOLDER = 'blufio-skills'
/** And the one in it of what is not whole yet: the name of no skill is kept so. */
const UNFINISHED = '_unfinished'

/**
 * WebKit closes a file by copying what was written over it, of which a browser that dies leaves a part: WebKitGTK 2.50 does.
 * There it is written as another file, and renamed.
 */
const COPIES_IN_PLACE = isWebKit && 'move' in (globalThis.FileSystemFileHandle?.prototype ?? {})

/** A file that can be renamed, also over another: not in the standard yet, and in all browsers. */
interface MovableFile extends FileSystemFileHandle {
  readonly move: (folder: FileSystemDirectoryHandle, name: string) => Promise<void>
}

/**
 * The files of skills in the storage that a browser keeps for the page's origin: each skill has a file system of its own there,
 * the same for all tabs and for later visits.
 *
 * @throws SandboxError `ERR_OPTION` where the browser has none, or keeps it from this page
 */
export async function opfsStorage(): Promise<FileStorage> {
  const skills = await openFolder()
  return {
    async open(skill, grants) {
      const root = await skills.getDirectoryHandle(opfsName(skill), { create: true })
      return new OpfsFiles(root, { grants, lock: `${FOLDER}/${skill}`, skills })
    },
  }
}

async function openFolder(): Promise<FileSystemDirectoryHandle> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
  } catch (cause) {
    throw new SandboxError('ERR_OPTION', "the option 'files.storage' is 'opfs', which this page can't have", {
      hint: "serve the page by https, or from localhost, and not in a private window; or use 'memory'",
      cause,
    })
  }
}

interface OpfsOptions {
  readonly grants: FileGrants
  /** The name of the lock that every tab holds while it uses these files. */
  readonly lock: string
  /** The folder of all skills. */
  readonly skills: FileSystemDirectoryHandle
}

class OpfsFiles implements SkillFiles {
  private readonly root: FileSystemDirectoryHandle
  private readonly options: OpfsOptions

  constructor(root: FileSystemDirectoryHandle, options: OpfsOptions) {
    this.root = root
    this.options = options
  }

  read(path: FilePath, { maxBytes, signal }: { maxBytes: number; signal: AbortSignal }): Promise<HostBytes> {
    return this.locked('shared', { path, signal }, async () => {
      const { folder, name } = await this.place(path)
      const file = await (await folder.getFileHandle(name).catch(isA('is-a-directory'))).getFile()
      if (file.size > maxBytes) throw new FileFault('too-large')
      return new Uint8Array(await file.arrayBuffer())
    })
  }

  list(
    path: FilePath,
    { maxEntries, signal }: { maxEntries: number; signal: AbortSignal },
  ): Promise<readonly FolderEntry[]> {
    return this.locked('shared', { path, signal }, async () => {
      const { folder, name } = await this.place(path)
      const entries: FolderEntry[] = []
      const listed = await folder.getDirectoryHandle(name).catch(isA('not-a-directory'))
      for await (const [entry, { kind }] of listed.entries()) {
        signal.throwIfAborted()
        if (entries.length === maxEntries) throw new FileFault('too-large')
        entries.push({ name: nameOfOpfs(entry), isFolder: kind === 'directory' })
      }
      return entries
    })
  }

  stat(path: FilePath, { signal }: { signal: AbortSignal }): Promise<FileStat> {
    return this.locked('shared', { path, signal }, async () => {
      const { folder, name } = await this.place(path)
      const handle = await entryIn(folder, name)
      if (handle === undefined) throw new FileFault('not-found')
      // Of a folder, browsers tell no time.
      if (handle.kind === 'directory') return { type: 'directory', size: 0, modifiedMs: 0 }
      const { size, lastModified } = await handle.getFile()
      return { type: 'file', size, modifiedMs: lastModified }
    })
  }

  write(path: FilePath, { data, signal }: { data: HostBytes; signal: AbortSignal }): Promise<void> {
    return this.locked('exclusive', { path, signal }, async () => {
      const { folder, name } = await this.place(path, true)
      if (COPIES_IN_PLACE) return this.writeBeside({ folder, name }, data, signal)
      const isNew = (await entryIn(folder, name)) === undefined
      try {
        const file = await folder.getFileHandle(name, { create: true }).catch(isA('is-a-directory'))
        await replaceContent(file, data, signal)
      } catch (thrown) {
        if (isNew) await folder.removeEntry(name).catch(() => {})
        throw thrown
      }
    })
  }

  /** Writes another file, outside of what skills see, and renames it; one at a time, as this has the lock. */
  private async writeBeside(
    { folder, name }: { readonly folder: FileSystemDirectoryHandle; readonly name: string },
    data: HostBytes,
    signal: AbortSignal,
  ): Promise<void> {
    if ((await entryIn(folder, name))?.kind === 'directory') throw new FileFault('is-a-directory')
    const unfinished = await this.options.skills.getDirectoryHandle(UNFINISHED, { create: true })
    const beside = (await unfinished.getFileHandle(this.root.name, { create: true })) as MovableFile
    try {
      await replaceContent(beside, data, signal)
      signal.throwIfAborted()
      await beside.move(folder, name)
    } catch (thrown) {
      await unfinished.removeEntry(this.root.name).catch(() => {})
      throw thrown
    }
  }

  remove(path: FilePath, { signal }: { signal: AbortSignal }): Promise<void> {
    return this.locked('exclusive', { path, signal }, async () => {
      const { folder, name } = await this.place(path)
      try {
        await folder.removeEntry(name)
      } catch (thrown) {
        throw (await isFullFolder(folder, name)) ? new FileFault('directory-not-empty', { cause: thrown }) : thrown
      }
    })
  }

  makeDirectory(path: FilePath, { signal }: { signal: AbortSignal }): Promise<void> {
    return this.locked('exclusive', { path, signal }, async () => {
      const { folder, name } = await this.place(path, true)
      if ((await entryIn(folder, name)) !== undefined) throw new FileFault('already-exists')
      await folder.getDirectoryHandle(name, { create: true })
    })
  }

  /** Does something while no other tab, nor another run, does what it must not see half done. */
  private async locked<T>(
    mode: LockMode,
    { path, signal }: { path: FilePath; signal: AbortSignal },
    use: () => Promise<T>,
  ): Promise<T> {
    try {
      return await navigator.locks.request(this.options.lock, { mode, signal }, use)
    } catch (thrown) {
      throw opfsFault(thrown, path.parts.map(opfsName))
    }
  }

  /** The folder that a path's last name is in; where something is `made` there, the folders down to its grant are made, too. */
  private async place(path: FilePath, made = false): Promise<{ folder: FileSystemDirectoryHandle; name: string }> {
    assertNameLengths(path)
    const names = [path.base, ...path.parts].map(opfsName)
    const name = names.pop() ?? ''
    const depth = made ? grantDepth(path, this.options.grants.write) : -1
    let folder = this.root
    for (const [index, part] of names.entries()) {
      folder = await folder.getDirectoryHandle(part, { create: index <= depth }).catch(isA('not-a-directory'))
    }
    return { folder, name }
  }
}

/** All of it at its end, nothing before: browsers write beside the file and put that in its place. */
async function replaceContent(file: FileSystemFileHandle, data: HostBytes, signal: AbortSignal): Promise<void> {
  const writable = await file.createWritable()
  try {
    await writable.write(data)
    signal.throwIfAborted()
    await writable.close()
  } catch (thrown) {
    await writable.abort().catch(() => {})
    throw thrown
  }
}

async function entryIn(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | FileSystemDirectoryHandle | undefined> {
  try {
    return await folder.getFileHandle(name)
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return undefined
    if (thrown instanceof DOMException && thrown.name === 'TypeMismatchError') return folder.getDirectoryHandle(name)
    throw thrown
  }
}

/** Whether a folder is there under that name, with something in it. */
async function isFullFolder(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  const found = await entryIn(folder, name)
  if (found?.kind !== 'directory') return false
  const first = await found.keys().next()
  return first.done !== true
}

/** Tells what it means here that something is there, and of the other kind. */
function isA(failure: 'is-a-directory' | 'not-a-directory'): (thrown: unknown) => never {
  return (thrown) => {
    throw thrown instanceof DOMException && thrown.name === 'TypeMismatchError' ? new FileFault(failure) : thrown
  }
}
