import { gunzipSync } from 'node:zlib'
import { type ParsedTarEntryWithData, unpackTar } from 'modern-tar'
import { sizeWords } from '../amount-words.ts'
import { cliError } from '../cli-error.ts'

const MAX_UNPACKED_BYTES = 134_217_728

/**
 * The files of the npm package in `tarball`, by their paths below its one folder, in memory: nothing is written, and nothing of it is
 * run. Throws `ERR_CLI_PACKAGE` for what `npm pack` never makes: links and devices, paths that lead out of the package,
 * names that one folder can't hold on every system, and more than 128 MiB.
 */
export async function filesOfTarball(tarball: Uint8Array, name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  const seen = new Set<string>()
  for (const { header, data } of await entriesOf(tarball, name)) {
    if (header.type === 'directory') continue
    const shown = JSON.stringify(header.name.slice(0, 80))
    if (header.type !== 'file') throw bad(name, `${shown} is no file, but ${header.type ?? 'something unknown'}`)
    const [, path] = /^[^/\\]+\/(.+)$/s.exec(header.name) ?? []
    if (path === undefined || !isInside(header.name)) throw bad(name, `${shown} is not inside the package`)
    const folded = path.normalize('NFC').toLowerCase()
    if (seen.has(folded)) throw bad(name, `${shown} is there twice, as one folder would hold it`)
    seen.add(folded)
    files.set(path, data ?? new Uint8Array())
  }
  return files
}

function isInside(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

async function entriesOf(tarball: Uint8Array, name: string): Promise<readonly ParsedTarEntryWithData[]> {
  let tar: Uint8Array
  try {
    tar = gunzipSync(tarball, { maxOutputLength: MAX_UNPACKED_BYTES })
  } catch (cause) {
    const isLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    throw bad(name, isLarge ? `it has more than ${sizeWords(MAX_UNPACKED_BYTES)} unpacked` : 'it is not gzipped', cause)
  }
  try {
    return await unpackTar(tar, { strict: true })
  } catch (cause) {
    throw bad(name, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function bad(name: string, why: string, cause?: unknown): Error {
  return cliError('ERR_CLI_PACKAGE', `the tarball of ${name} can't be used: ${why}`, {
    hint: 'have its author pack it again: npm pack',
    cause,
  })
}
