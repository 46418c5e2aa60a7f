import { printable } from './printable.ts'
import type { PathPart } from './toml-positions.ts'

/** How many characters of a key a path shows; the longest known key has 26. */
const MAX_SHOWN_KEY = 40

/** `path` as TOML writes a dotted key, with `[0]` for the first item of a list: `capabilities.network.domains[0]`. */
export function formatPath(path: readonly PathPart[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${formatKey(part)}`))
    .join('')
}

function formatKey(key: string): string {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(key)) return key
  return `"${printable(key, MAX_SHOWN_KEY).replaceAll('"', '\\"')}"`
}
