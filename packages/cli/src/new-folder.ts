import { lstat, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { cliError } from './cli-error.ts'
import { makeFolder } from './make-folder.ts'
import { isSystemError } from './skill-files.ts'

/**
 * Writes `files` as the new folder `folder`, wholly or not at all. Throws `ERR_CLI_FOLDER_EXISTS` when anything is
 * there, whose content is not touched, and `ERR_CLI_FILE_WRITE`.
 */
export async function writeNewFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await assertAbsent(folder)
  let draft: string | undefined
  try {
    await makeFolder(dirname(folder))
    draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`))
    // mkdtemp keeps others out, which a project has no reason to.
    const content = join(draft, 'content')
    for (const [path, text] of files) {
      const file = join(content, ...path.split('/'))
      await makeFolder(dirname(file))
      await writeFile(file, text, { flag: 'wx' })
    }
    // Renaming replaces an empty folder that was made meanwhile, which loses nothing, and refuses all else.
    await rename(content, folder)
  } catch (cause) {
    if (isSystemError(cause, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM')) await assertAbsent(folder)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_FILE_WRITE', `${folder} can't be written: ${why}`, {
      hint: 'choose another place with --dir',
      cause,
    })
  } finally {
    if (draft !== undefined) await rm(draft, { recursive: true, force: true })
  }
}

async function assertAbsent(folder: string): Promise<void> {
  // Not followed: a link that leads nowhere is there as well. A place that can't be looked at can't be written either.
  const there = await lstat(folder).catch(() => undefined)
  if (there === undefined) return
  throw cliError('ERR_CLI_FOLDER_EXISTS', `${folder} is there already, and was left as it is`, {
    hint: 'choose another name, or another folder with --dir',
  })
}
