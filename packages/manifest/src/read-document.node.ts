import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type DocumentKind, documentError } from './document-kind.ts'
import { ManifestError } from './manifest-error.ts'
import { printable } from './printable.ts'
import { MAX_DOCUMENT_BYTES, tooLargeError } from './toml-document.ts'

/**
 * The text of the file at `path`. Reads no more than the ceiling, from regular files only.
 *
 * Throws a ManifestError `…_NOT_FOUND`, `…_UNREADABLE` (a folder, a pipe, no permission, …), `…_TOO_LARGE` or `…_ENCODING`.
 */
export async function readDocument(path: string, kind: DocumentKind): Promise<string> {
  const bytes = await readBytes(path, kind)
  if (bytes.length > MAX_DOCUMENT_BYTES) throw tooLargeError({ kind, file: path })
  if (!isUtf8(bytes)) throw encodingError(bytes, path, kind)
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

async function readBytes(path: string, kind: DocumentKind): Promise<Uint8Array> {
  try {
    // O_NONBLOCK where there is one: opening a pipe that nobody writes to must not wait.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const stats = await file.stat()
      if (!stats.isFile())
        throw unreadable(path, kind, stats.isDirectory() ? 'it is a folder' : 'it is not a regular file')
      return await readUpTo(file, MAX_DOCUMENT_BYTES + 1)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw error instanceof ManifestError ? error : systemError(error, path, kind)
  }
}

/** Reads `limit` bytes, or all when there are fewer; what the file's size claims does not matter. */
async function readUpTo(file: FileHandle, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  while (length < limit) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(Math.min(65_536, limit - length)))
    if (bytesRead === 0) break
    chunks.push(buffer.subarray(0, bytesRead))
    length += bytesRead
  }
  return Buffer.concat(chunks, length)
}

function systemError(error: unknown, path: string, kind: DocumentKind): ManifestError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ManifestError(`${kind.codePrefix}_NOT_FOUND`, `there is no file ${printable(path, 200)}`, {
      hint: `give the path of a ${kind.fileName}`,
      cause: error,
    })
  }
  const reason = code === 'EACCES' || code === 'EPERM' ? 'this user may not read it' : `the system says ${code}`
  return unreadable(path, kind, reason, error)
}

function unreadable(path: string, kind: DocumentKind, reason: string, cause?: unknown): ManifestError {
  return new ManifestError(`${kind.codePrefix}_UNREADABLE`, `${printable(path, 200)} can't be read: ${reason}`, {
    hint: `give the path of a ${kind.fileName} that this user may read`,
    ...(cause === undefined ? {} : { cause }),
  })
}

function encodingError(bytes: Uint8Array, path: string, kind: DocumentKind): ManifestError {
  const issue = {
    path: '',
    message: 'this line is not UTF-8: save the file in that encoding',
    line: firstBadLine(bytes),
    column: 1,
  }
  return documentError(kind, { reason: 'ENCODING', issues: [issue], file: path })
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
  }
  return line
}
