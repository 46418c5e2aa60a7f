// npm refuses these as names of packages, or refuses to install a package into one of the same name.
const RESERVED = new Set(['node_modules', 'favicon.ico', 'assemblyscript'])

/** A name for the npm package of the skill `name`: lower-case, starting with a letter or digit. */
export function npmName(name: string): string {
  const lower = name.toLowerCase()
  if (/^[a-z0-9]/.test(lower) && !RESERVED.has(lower)) return lower
  const stem = lower.replace(/^[-_]+/, '')
  return stem === '' ? 'skill' : `skill-${stem}`
}
