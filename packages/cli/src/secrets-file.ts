import type { Stats } from 'node:fs'
import { cliError } from './cli-error.ts'
import { isOfAnother, isOpenToOthers } from './owner-only-file.ts'
import { shellPath } from './shell-word.ts'
import { readRegularFile } from './skill-files.ts'

const MAX_BYTES = 1_048_576

/**
 * The values of `names` in the file at `path`, whose lines are `NAME=value`, empty, or begin with `#`. Only its owner may have
 * access to it, and must be the one who runs this; not looked at on Windows, where a file's mode tells nothing.
 *
 * Throws `ERR_CLI_SECRETS_EXPOSED`, `ERR_CLI_SECRETS_FILE`, `ERR_CLI_FILE_NOT_FOUND` and `ERR_CLI_FILE_READ`. No error holds
 * anything of the file.
 */
export async function readSecretsFile(path: string, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const bytes = await readRegularFile(path, { check: (stats) => assertPrivate(path, stats) })
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/)
  const found = new Map<string, string>()
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const [, name = '', value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line) ?? []
    if (name === '') throw fileFault(path, index, 'is not NAME=value')
    if (found.has(name)) throw fileFault(path, index, 'has a name that an earlier line has')
    if (names.has(name)) found.set(name, value)
  }
  return found
}

function assertPrivate(path: string, stats: Stats): void {
  if (isOfAnother(stats)) {
    throw cliError('ERR_CLI_SECRETS_EXPOSED', `${path} belongs to another user, who can change and read it`, {
      hint: `make one of your own: install -m 600 ${shellPath(path)} secrets.env`,
    })
  }
  if (isOpenToOthers(stats)) {
    throw cliError('ERR_CLI_SECRETS_EXPOSED', `${path} holds secrets, and others than you have access to it`, {
      hint: `take it from them: chmod 600 ${shellPath(path)}`,
    })
  }
  if (stats.size <= MAX_BYTES) return
  throw cliError('ERR_CLI_SECRETS_FILE', `${path} has more than ${MAX_BYTES} bytes`, {
    hint: 'name a file with lines NAME=value',
  })
}

function fileFault(path: string, index: number, what: string): Error {
  return cliError('ERR_CLI_SECRETS_FILE', `line ${index + 1} of ${path} ${what}`, {
    hint: 'each line is NAME=value, empty, or begins with #; the value is not quoted',
  })
}
