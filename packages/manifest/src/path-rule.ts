import { textProblem } from './text-rule.ts'

/** The longest path, in characters. */
const MAX_PATH_LENGTH = 1024

const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/**
 * What is wrong with `path` as a folder or file that a skill may reach, or `undefined`.
 *
 * `/…` is absolute, `~/…` starts at the user's home, anything else at the skill's own data folder.
 */
export function grantedPathProblem(path: string): string | undefined {
  if (path === '/') return 'would grant every file: name the folders'
  if (path.startsWith('~') && !path.startsWith('~/'))
    return 'may have `~` only in front of a `/`, for the home of the user'
  return path.startsWith('/')
    ? partsProblem(path, path.slice(1))
    : partsProblem(path, path.startsWith('~/') ? path.slice(2) : path)
}

/** What is wrong with `entry` as the module's file beside the manifest, or `undefined`: relative, below it, ending in `.wasm`. */
export function wasmEntryProblem(entry: string): string | undefined {
  if (entry.startsWith('/') || entry.startsWith('~')) return 'must be relative to the folder of skill.toml'
  return partsProblem(entry, entry) ?? (/[^/]\.wasm$/.test(entry) ? undefined : 'must end in ".wasm"')
}

/** Judges what all paths have in common; `parts` is `path` without its `/` or `~/`. */
function partsProblem(path: string, parts: string): string | undefined {
  const unseen = textProblem(path, { maxLength: MAX_PATH_LENGTH, joiners: false })
  if (unseen !== undefined) return unseen
  if (path.includes('\\')) return 'must have `/` between its parts, on every system'
  if (path.normalize('NFC') !== path)
    return 'must be in Unicode normal form C, or it names different files on different systems'
  for (const part of parts.split('/')) {
    const problem = partProblem(part)
    if (problem !== undefined) return problem
  }
  return undefined
}

function partProblem(part: string): string | undefined {
  if (part === '') return 'must not have an empty part: no `/` at the end, none doubled'
  if (part === '.' || part === '..') return `must not have the part \`${part}\``
  if (/[*?]/.test(part)) return 'is not a pattern: name the folder, which grants all that is in it'
  if (/[:<>"|]/.test(part)) return 'must not have any of : < > " |, which mean something else on Windows'
  if (WINDOWS_DEVICE.test(part)) return 'has a part that names a device on Windows'
  if (/[ .]$/.test(part)) return 'must not have a part that ends in a space or dot, which Windows drops'
  return undefined
}
