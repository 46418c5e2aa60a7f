import type { OpenedSkill, SkillFiles } from './opened-skill.ts'
import { pageError } from './page-error.ts'
import { skillOfFiles } from './skill-of-files.ts'

/** A file and its path below what was dropped or chosen: `word-count/skill.toml`. */
export interface ChosenFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * The skill among `chosen`: one `.skill` archive, or the files of a skill, alone or in a folder.
 * Throws `ERR_RUNNER_FILES`, and what {@link skillOfFiles} and the reader of archives throw.
 */
export async function openFiles(chosen: readonly ChosenFile[]): Promise<OpenedSkill> {
  const [first] = chosen
  if (first === undefined) throw pageError('ERR_RUNNER_FILES', 'nothing was opened', HINT)
  if (chosen.length === 1 && first.path.endsWith('.skill')) return openArchive(first.bytes, first.path)
  const roots = chosen.filter(({ path }) => path === 'skill.toml' || path.endsWith('/skill.toml'))
  const [root] = roots
  if (root === undefined) throw pageError('ERR_RUNNER_FILES', 'there is no skill.toml among the files', HINT)
  if (roots.length > 1) {
    const paths = roots.map(({ path }) => path).join(', ')
    throw pageError('ERR_RUNNER_FILES', `there is more than one skill.toml: ${paths}`, 'open one skill at a time')
  }
  const folder = root.path.slice(0, -'skill.toml'.length)
  const files = new Map<string, Uint8Array>()
  for (const { path, bytes } of chosen) if (path.startsWith(folder)) files.set(path.slice(folder.length), bytes)
  return skillOfFiles(files, folder === '' ? 'the chosen files' : folder.slice(0, -1))
}

/** The skill of a `.skill` archive. Throws `ERR_STORE_ARCHIVE` and what {@link skillOfFiles} throws. */
export async function openArchive(archive: Uint8Array, origin: string): Promise<OpenedSkill> {
  const { unpackSkill } = await import('@blufio/store')
  const files: SkillFiles = unpackSkill(archive)
  return skillOfFiles(files, origin)
}

const HINT = 'open a .skill file, a folder with a skill.toml, or a skill.toml together with its module'
