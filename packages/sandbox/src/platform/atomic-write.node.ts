import { constants } from 'node:fs'
import { access, type FileHandle, open, rename, unlink } from 'node:fs/promises'
import type { HostBytes } from '../host/host-request.ts'
import type { HeldFolder } from './held-folder.node.ts'
import { assertPlain } from './plain-file.node.ts'
import type { Place } from './walk.node.ts'

/** The most that is written at once, in bytes: between two pieces a signal is seen. */
const PIECE_BYTES = 262_144

const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0)

/**
 * Puts a file with this content at a place, in one step once all of it is on the disk: who reads sees the old file or the
 * new one, also after a power failure. What fails or is aborted leaves nothing behind.
 */
export async function writeAtomically(
  { folder, name, stats }: Place,
  { data, signal }: { data: HostBytes; signal: AbortSignal },
): Promise<void> {
  if (stats !== undefined) {
    assertPlain(stats)
    await access(folder.at(name), constants.W_OK)
  }
  const temporary = `.blufio-${crypto.randomUUID()}.tmp`
  await folder.confirm()
  // With the mode that any program would give it; while one is replaced that nobody may read, nobody may read this one.
  const handle = await open(folder.at(temporary), CREATE_FLAGS, stats === undefined ? 0o666 : 0o600)
  try {
    try {
      await fill(handle, { data, signal, mode: stats?.mode })
      await folder.confirm({ name: temporary, handle })
    } finally {
      await handle.close()
    }
    signal.throwIfAborted()
    await rename(folder.at(temporary), folder.at(name))
  } catch (thrown) {
    await unlink(folder.at(temporary)).catch(() => {})
    throw thrown
  }
  await flush(folder)
}

async function fill(
  handle: FileHandle,
  { data, signal, mode }: { data: HostBytes; signal: AbortSignal; mode: number | undefined },
): Promise<void> {
  for (let at = 0; at < data.length; ) {
    signal.throwIfAborted()
    const { bytesWritten } = await handle.write(data, at, Math.min(PIECE_BYTES, data.length - at), at)
    at += bytesWritten
  }
  if (mode !== undefined) await handle.chmod(mode & 0o777)
  await handle.sync()
}

/** Has the folder's names written to the disk. Where that can't be done, the system does so by itself a little later. */
async function flush(folder: HeldFolder): Promise<void> {
  try {
    const handle = await open(folder.at('.'), constants.O_RDONLY)
    await handle.sync().finally(() => handle.close())
  } catch {}
}
