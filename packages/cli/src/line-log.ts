import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { constants, type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from './make-folder.ts'
import { ExposedFile, isOpenToOthers, type OpenFile, OWNER_ONLY, openOwnFile } from './owner-only-file.ts'
import { isSystemError } from './skill-files.ts'

/**
 * A log of lines in a folder that any number of processes add to: `<name>.jsonl`, which is set aside as
 * `<name>-<time>-<random>.jsonl` once it is full. Only its owner can read it.
 */
export interface LineLog {
  readonly folder: string
  readonly name: string
  /** A file of this length or more is full. */
  readonly maxBytes: number
  /** How many full files are kept, the latest of them; all when absent. */
  readonly keptFiles?: number
}

/** Finds out whether lines could be added to `log`, and makes its file where there is none. Throws when they couldn't. */
export async function assertAppendable(log: LineLog): Promise<void> {
  const { file } = await openToAppend(log)
  await file.close()
}

/**
 * Adds `lines` to `log` in one piece, durably. The system appends each piece where the file ends at that moment, so that those of
 * several processes never mix (on disks of this machine); one that a full disk or a loss of power cut off is ended by the next. Throws
 * {@link ExposedFile} and the system's errors.
 */
export async function appendLines(log: LineLog, lines: readonly string[]): Promise<void> {
  const { file, stats } = await openToAppend(log)
  try {
    const before = stats.size === 0 || (await endsLine(file, stats.size)) ? '' : '\n'
    const bytes = new TextEncoder().encode(before + lines.map((line) => `${line}\n`).join(''))
    const { bytesWritten } = await file.write(bytes)
    if (bytesWritten < bytes.length) throw new Error('there is no room on the disk')
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** The lines of `log` in the order in which its files were begun, each without its end; empty ones are left out. */
export async function* readLines(log: LineLog): AsyncGenerator<string> {
  // First: should it be set aside meanwhile, it is found once more among the full ones.
  const current = await openIfThere(currentPath(log))
  try {
    for (const name of await fullFiles(log)) {
      const full = await openIfThere(join(log.folder, name))
      if (full === undefined) continue
      if (full.stats.ino === current?.stats.ino) await full.file.close()
      else yield* linesOf(full)
    }
    if (current !== undefined) yield* linesOf(current)
  } finally {
    await current?.file.close()
  }
}

async function* linesOf({ file }: OpenFile): AsyncGenerator<string> {
  try {
    for await (const line of file.readLines({ autoClose: false })) if (line !== '') yield line
  } finally {
    await file.close()
  }
}

const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT

async function openToAppend(log: LineLog): Promise<OpenFile> {
  await makeFolder(log.folder, 0o700)
  if (!(await lstat(log.folder)).isDirectory()) throw new ExposedFile(`${log.folder} is a link, or no folder`)
  for (;;) {
    const opened = await openOwnFile(currentPath(log), APPEND)
    if (opened.stats.size < log.maxBytes) {
      if (isOpenToOthers(opened.stats)) await opened.file.chmod(OWNER_ONLY)
      if (opened.stats.size === 0) await syncFolder(log.folder)
      return opened
    }
    await opened.file.close()
    await setAside(log, opened.stats)
  }
}

// A name that no other file can have: two processes that set aside at once never write over each other's, and who still has the
// file open goes on adding to it.
async function setAside(log: LineLog, { ino }: Stats): Promise<void> {
  const there = await lstat(currentPath(log)).catch(() => undefined)
  if (there?.ino !== ino) return
  const full = `${log.name}-${new Date().toISOString().replace(/\D/g, '')}-${randomBytes(4).toString('hex')}.jsonl`
  await rename(currentPath(log), join(log.folder, full)).catch((error: unknown) => {
    if (!isSystemError(error, 'ENOENT')) throw error
  })
  if (log.keptFiles === undefined) return
  for (const name of (await fullFiles(log)).slice(0, -log.keptFiles)) await rm(join(log.folder, name), { force: true })
}

async function fullFiles({ folder, name }: LineLog): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  })
  return names.filter((each) => each.startsWith(`${name}-`) && FULL_NAME.test(each.slice(name.length))).sort()
}

const FULL_NAME = /^-\d{17}-[0-9a-f]{8}\.jsonl$/

function currentPath({ folder, name }: LineLog): string {
  return join(folder, `${name}.jsonl`)
}

async function openIfThere(path: string): Promise<OpenFile | undefined> {
  return openOwnFile(path, constants.O_RDONLY).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw error
  })
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(new Uint8Array(1), 0, 1, size - 1)
  return buffer[0] === 0x0a
}

// Where a folder can't be opened or synced, the file itself is all there is.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
