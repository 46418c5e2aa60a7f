import { mkdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { SandboxError } from '../sandbox-error.ts'

/**
 * Makes the folder of one skill in the folder for all of them, and gives its path.
 *
 * @throws SandboxError `ERR_SKILL_FILES` where there is none for all, it can't be made, or another skill has it.
 */
export async function makeDataFolder(skill: string, dataFolder: string | undefined): Promise<string> {
  if (dataFolder === undefined) {
    throw new SandboxError(
      'ERR_SKILL_FILES',
      `the manifest of '${skill}' grants files of the skill's own data folder, and there is no folder for these`,
      { hint: "set the option 'files.dataFolder': each skill gets a folder of its name in it" },
    )
  }
  const folder = join(dataFolder, skill)
  const real = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => realpath(folder))
    .catch((cause) => {
      throw new SandboxError('ERR_SKILL_FILES', `the data folder of '${skill}' can't be made: ${folder}`, {
        cause,
        hint: "set the option 'files.dataFolder' to a folder that this user may write to",
      })
    })
  const found = basename(real)
  if (found !== skill && found.toLowerCase() === skill.toLowerCase()) {
    throw new SandboxError('ERR_SKILL_FILES', `the data folder of '${skill}' is that of the skill '${found}'`, {
      hint: 'this file system takes upper and lower case for the same: give one of the skills another name',
    })
  }
  return folder
}
