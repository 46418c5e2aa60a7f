import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { HostBytes } from '../host/host-request.ts'
import { joinedBytes } from '../joined-bytes.ts'
import { FileFault } from './file-storage.ts'
import type { Place } from './walk.node.ts'

/** The most that is read at once, in bytes: between two pieces a signal is seen. */
const PIECE_BYTES = 262_144

// Not to wait for who writes to a pipe, nor to take a terminal as one's own. Windows has neither, nor the flags.
const READ_FLAGS =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

/**
 * Throws unless it is a file of its own: no device, pipe or socket, no link, and under no second name, which may be one
 * outside of what is granted.
 */
export function assertPlain(stats: Stats | undefined): asserts stats is Stats {
  if (stats === undefined) throw new FileFault('not-found')
  if (stats.isDirectory()) throw new FileFault('is-a-directory')
  if (!stats.isFile() || stats.nlink > 1) throw new FileFault('not-a-plain-file')
}

/** The whole content of a plain file, whatever is put in its place meanwhile; `too-large` for more than `maxBytes`. */
export async function readPlainFile(
  { folder, name, stats }: Place,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<HostBytes> {
  // Before it is opened, too: that alone has effects on a device.
  assertPlain(stats)
  const handle = await open(folder.at(name), READ_FLAGS)
  try {
    const opened = await handle.stat()
    assertPlain(opened)
    await folder.confirm({ name, handle })
    if (opened.size > maxBytes) throw new FileFault('too-large')
    return await readAll(handle, { expected: opened.size, maxBytes, signal })
  } finally {
    await handle.close()
  }
}

/** Reads to the end, which a file that grows can put off: the bytes count, and not the size that it said. */
async function readAll(
  handle: FileHandle,
  { expected, maxBytes, signal }: { expected: number; maxBytes: number; signal: AbortSignal },
): Promise<HostBytes> {
  const pieces: HostBytes[] = []
  let length = 0
  for (;;) {
    signal.throwIfAborted()
    // One more than is expected, so that the end shows without another piece.
    const piece = new Uint8Array(Math.min(Math.max(expected - length + 1, 4_096), PIECE_BYTES, maxBytes - length + 1))
    const { bytesRead } = await handle.read(piece, 0, piece.length, length)
    if (bytesRead === 0) return joinedBytes(pieces)
    length += bytesRead
    if (length > maxBytes) throw new FileFault('too-large')
    pieces.push(piece.subarray(0, bytesRead))
  }
}
