import { cliError } from '../cli-error.ts'

/**
 * The files of the skill in an npm package, by their paths beside its skill.toml. It is where `"blufio": { "skill": "…" }` of
 * package.json says, a folder or a `.skill` archive; without that at the package's root, its skill.toml or its only archive.
 * Throws `ERR_CLI_PACKAGE`, and `ERR_STORE_ARCHIVE`.
 */
export async function packagedSkill(
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const said = saidPath(files.get('package.json'))
  if (said !== undefined) return skillAt(files, said, name)
  if (files.has('skill.toml')) return files
  const archives = [...files.keys()].filter((path) => /^[^/]+\.skill$/.test(path))
  const [only] = archives
  if (only !== undefined && archives.length === 1) return skillAt(files, only, name)
  throw bad(archives.length === 0 ? `there is no skill in ${name}` : `there are ${archives.length} archives in ${name}`)
}

async function skillAt(
  files: ReadonlyMap<string, Uint8Array>,
  path: string,
  name: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { unpackSkill } = await import('@blufio/store')
  const archive = files.get(path)
  if (archive !== undefined && path.endsWith('.skill')) return unpackSkill(archive)
  const folder = path === '' ? '' : `${path}/`
  const inside = [...files].flatMap(([each, bytes]): [string, Uint8Array][] =>
    each.startsWith(folder) ? [[each.slice(folder.length), bytes]] : [],
  )
  const found = new Map(inside)
  if (found.has('skill.toml')) return found
  throw bad(`there is no skill at ${JSON.stringify(path)} of ${name}, where its package.json says`)
}

/** The path that package.json gives, without `./` in front and `/` at the end. */
function saidPath(packageJson: Uint8Array | undefined): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(packageJson ?? new TextEncoder().encode('null')))
  } catch {
    return undefined
  }
  for (const key of ['blufio', 'skill']) {
    value = typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined
  }
  return typeof value === 'string' ? value.replace(/^\.(?:\/|$)/, '').replace(/\/$/, '') : undefined
}

function bad(message: string): Error {
  return cliError('ERR_CLI_PACKAGE', message, {
    hint: 'a package with a skill has its skill.toml or one .skill at its root, or "blufio": { "skill": "path" } in package.json',
  })
}
