import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cliError } from './cli-error.ts'
import { makeFolder } from './make-folder.ts'

/**
 * Writes `bytes` as the file at `path`, in place of what is there, wholly or not at all; `mode` says who may read it.
 * Throws `ERR_CLI_FILE_WRITE`.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  { mode = 0o666 }: { readonly mode?: number } = {},
): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  try {
    await makeFolder(dirname(path))
    await writeFile(draft, bytes, { flag: 'wx', mode })
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => undefined)
    const why = cause instanceof Error ? cause.message : String(cause)
    throw cliError('ERR_CLI_FILE_WRITE', `${path} can't be written: ${why}`, {
      hint: 'check who may write there',
      cause,
    })
  }
}
