import { visible } from '../rewriter/visible-text.ts'

/** Where a path starts: at the top of the file system, at the user's home (`~/…`), at the skill's own data folder. */
export type PathBase = 'root' | 'home' | 'own'

/** A file or folder as a manifest or a guest names it: names from its base on, none of them `..`, `.` or empty. */
export interface FilePath {
  readonly base: PathBase
  readonly parts: readonly string[]
}

/** What a skill may read and what it may write: each a file, or a folder with all that is in it. */
export interface FileGrants {
  readonly read: readonly FilePath[]
  readonly write: readonly FilePath[]
}

/** The list of a manifest that grants something. */
export type FileAccess = keyof FileGrants

/** The longest path, in characters: that of a manifest. */
export const MAX_PATH_LENGTH = 1024
/** The most bytes of UTF-8 that it takes: three for a unit of UTF-16. */
export const MAX_PATH_BYTES: number = MAX_PATH_LENGTH * 3

/** A path, or why it is none: `climbs` with a part `..`, else `malformed`. */
export type ParsedPath = FilePath | 'climbs' | 'malformed'

/** Reads a path in the notation of docs/manifest.md: the same rules for what a manifest grants and what a guest asks for. */
export function parsePath(text: string): ParsedPath {
  if (text === '/') return { base: 'root', parts: [] }
  if (text === '~') return { base: 'home', parts: [] }
  const [base, rest]: readonly [PathBase, string] = text.startsWith('/')
    ? ['root', text.slice(1)]
    : text.startsWith('~/')
      ? ['home', text.slice(2)]
      : ['own', text]
  const parts = rest.split('/')
  // Before what is malformed: who tries to climb out is told so, whatever else the path has.
  if (rest.split(/[/\\]/).includes('..')) return 'climbs'
  if (text.startsWith('~') && base === 'own') return 'malformed'
  if (text.length > MAX_PATH_LENGTH || !parts.every(isName)) return 'malformed'
  return { base, parts }
}

// Separators and drives, streams, patterns and devices of Windows; a space or dot at the end, which it drops.
const UNSAFE_ELSEWHERE = /[\\:<>"|*?\t\ufffd]|[ .]$|^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i

/** Whether a name can stand in a path: on every system it means one file, and can be seen as what it is. */
export function isName(name: string): boolean {
  return (
    name !== '' &&
    !UNSAFE_ELSEWHERE.test(name) &&
    !/\p{Surrogate}/u.test(name) &&
    visible(name) === name &&
    name.normalize('NFC') === name
  )
}

/** Whether `path` is `grant` or in it: by whole names, so that `/data-evil` is not in `/data`. */
export function isWithin(path: FilePath, grant: FilePath): boolean {
  // A base itself is never granted.
  return (
    grant.parts.length > 0 && path.base === grant.base && grant.parts.every((part, index) => path.parts[index] === part)
  )
}
