import type { ChosenFile } from './open-files.ts'
import { MAX_SKILL_BYTES } from './opened-skill.ts'
import { pageError } from './page-error.ts'

/** More than any skill has beside what belongs to its source. */
const MAX_FILES = 2_000

/** The files that were chosen by a picker; those of a folder by their paths in it. Throws `ERR_RUNNER_TOO_LARGE`. */
export function chosenFiles(list: Iterable<File>): Promise<readonly ChosenFile[]> {
  return readAll([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })))
}

/**
 * The files that were dropped, those in folders too. Has to be called before the event is over: what was dropped is out of
 * reach then. Throws `ERR_RUNNER_TOO_LARGE`.
 */
export async function droppedFiles({ items }: DataTransfer): Promise<readonly ChosenFile[]> {
  const found: FoundFile[] = []
  const entries: FileSystemEntry[] = []
  for (const item of items) {
    const entry = item.webkitGetAsEntry()
    // What comes from another program can have no place in the file system.
    const file = entry === null ? item.getAsFile() : null
    if (entry !== null) entries.push(entry)
    if (file !== null) found.push({ path: file.name, file })
  }
  for (const entry of entries) await walk(entry, '', found)
  return readAll(found)
}

interface FoundFile {
  readonly path: string
  readonly file: File
}

async function walk(entry: FileSystemEntry, folder: string, found: FoundFile[]): Promise<void> {
  if (found.length > MAX_FILES) throw tooLarge(`more than ${MAX_FILES} files`)
  const path = folder + entry.name
  if (isFile(entry)) {
    found.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) })
    return
  }
  // What a build or a package manager leaves in a folder is not the skill.
  if (entry.name === 'node_modules' || entry.name === 'target' || entry.name.startsWith('.')) return
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const child of some) await walk(child, `${path}/`, found)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

async function readAll(found: readonly FoundFile[]): Promise<readonly ChosenFile[]> {
  const bytes = found.reduce((sum, { file }) => sum + file.size, 0)
  if (bytes > MAX_SKILL_BYTES) throw tooLarge(`${bytes} bytes`)
  return Promise.all(found.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) })))
}

function tooLarge(found: string): Error {
  return pageError('ERR_RUNNER_TOO_LARGE', `${found} are more than any skill has`, 'open the folder of the skill alone')
}
