import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemCodeOf } from './system-error.node.ts'

/**
 * Replaces the file at `path` by `bytes`, durably and wholly or not at all: a new file beside it, fsync, rename, fsync
 * of the folder. A new file can be read by its owner only; one that is replaced keeps its mode and owner.
 * `beforeRename` runs when all is written, and stops it by throwing.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await writeFile(file, bytes)
      await adoptOwnership(file, path)
      await file.sync()
    } finally {
      await file.close()
    }
    await beforeRename?.()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** Makes a folder that only its owner can enter, and those above it, durably; one that exists is left as it is. */
export async function makeFolder(path: string): Promise<void> {
  // Level by level: Node's own recursion never ends below /proc, where a folder exists and yet takes no other.
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (await isFolder(path)) return
    const above = dirname(path)
    if (systemCodeOf(error) !== 'ENOENT' || above === path || (await isFolder(above))) throw error
    await makeFolder(above)
    await mkdir(path, { mode: 0o700 }).catch(async (late: unknown) => {
      if (!(await isFolder(path))) throw late
    })
  }
  await syncFolder(dirname(path))
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  )
}

const TEMPORARY_NAME = /^(.+)\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** Deletes what a killed process left of `replaceFile` for the files in `folder` whose names `isOurs` accepts. */
export async function sweepTemporaryFiles(folder: string, isOurs: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const original = TEMPORARY_NAME.exec(name)?.[1]
    if (original !== undefined && isOurs(original)) await rm(join(folder, name), { force: true })
  }
}

async function adoptOwnership(file: FileHandle, path: string): Promise<void> {
  const previous = await stat(path).catch(() => undefined)
  if (previous === undefined) return
  await file.chmod(previous.mode & 0o777)
  // Else root, writing a user's file once, would lock that user out of it.
  if (process.getuid?.() === 0) await file.chown(previous.uid, previous.gid)
}

// Where a folder can't be opened or synced (Windows, some network file systems) the rename is all there is.
const NO_FOLDER_SYNC = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Makes what was created, renamed or removed in `folder` durable. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(systemCodeOf(error))) throw error
  }
}
