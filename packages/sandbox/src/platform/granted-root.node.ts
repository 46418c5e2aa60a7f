import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, parse, sep } from 'node:path'
import type { FilePath, PathBase } from '../policy/path.ts'
import { SandboxError } from '../sandbox-error.ts'
import { errorCode } from './disk-fault.node.ts'

/** A file or folder that a manifest grants, as it was found when the skill was loaded. */
export interface GrantedRoot {
  readonly grant: FilePath
  /** The real path of the folder that it is in: whatever happens to links afterwards, the grant stays there. */
  readonly folder: string
  readonly name: string
  /** Its absolute paths, as written and as found: links that lead to one of them lead here. */
  readonly paths: readonly string[]
}

/** Where paths start on this disk. */
export type Bases = Readonly<Record<PathBase, string>>

/** Whose grant it is, and for what. */
export interface GrantContext {
  readonly skill: string
  readonly access: 'read' | 'write'
  readonly bases: Bases
  /** Real paths of folders that are given to nobody, but for the skill's own in there. */
  readonly outOfReach: readonly string[]
}

/** Where the kernel shows its own state and devices as files: with these, a skill could leave any sandbox. */
const NOT_GIVEN = ['/proc', '/sys', '/dev']

/**
 * Finds what is granted, through whatever links lead there now; `undefined` where the folder that it would be in is not
 * there, so that nothing of it can be found until the skill is loaded again.
 *
 * @throws SandboxError `ERR_SKILL_FILES` for the root of a file system, something in /proc, /sys, /dev, or what is or has
 * something that is out of reach.
 */
export async function findRoot(grant: FilePath, context: GrantContext): Promise<GrantedRoot | undefined> {
  const { skill, access, bases, outOfReach } = context
  const path = join(bases[grant.base], ...grant.parts)
  // Where this can't be, nothing is found there; what is granted there can be a file or a folder, which only its use tells.
  if (grant.base === 'own' && access === 'write') await mkdir(dirname(path), { recursive: true }).catch(() => {})
  const real = await realPathOf(path)
  // Also as it is written: what is not there yet can come to be.
  const kept =
    grant.base === 'own'
      ? undefined
      : outOfReach.find((folder) => overlaps(folder, path) || (real !== undefined && overlaps(folder, real)))
  if (kept !== undefined) {
    throw new SandboxError(
      'ERR_SKILL_FILES',
      `the manifest of '${skill}' asks to ${access} "${path}", and ${kept} is out of every skill's reach`,
      { hint: 'the host program keeps its own files there: grant other folders' },
    )
  }
  if (real === undefined) return undefined
  const isSystem = sep === '/' && NOT_GIVEN.some((folder) => isIn(real, folder))
  if (isSystem || real === parse(real).root) {
    throw new SandboxError(
      'ERR_SKILL_FILES',
      `the manifest of '${skill}' asks to ${access} "${path}"${real === path ? '' : `, which is ${real}`}: no skill is given ${
        isSystem ? 'what the system shows of itself as files' : 'a whole file system'
      }`,
      { hint: 'grant other folders' },
    )
  }
  return { grant, folder: dirname(real), name: basename(real), paths: [real, path] }
}

function overlaps(folder: string, other: string): boolean {
  return isIn(folder, other) || isIn(other, folder)
}

/** Whether a path is a folder's own, or one in it. */
function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`)
}

/** The real path of something that is there, or of the folder that it would be in. */
export async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return undefined
  }
  try {
    return join(await realpath(dirname(path)), basename(path))
  } catch {
    return undefined
  }
}
