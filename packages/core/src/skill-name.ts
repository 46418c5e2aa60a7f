import { BlufioError } from './blufio-error.ts'

/** The longest name a skill can have, in characters. */
export const MAX_SKILL_NAME_LENGTH = 64

const SKILL_NAME = /^[A-Za-z0-9_-]+$/

// Windows opens a device for these names whatever the folder or extension.
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i

/**
 * What is wrong with `name` as the name of a skill, or `undefined` when it is a good one.
 *
 * A name has 1 to 64 ASCII letters, digits, `-` or `_`, and is not the name of a Windows device.
 */
export function skillNameProblem(name: string): string | undefined {
  if (typeof name !== 'string') return 'a skill name is a string'
  if (name === '') return 'a skill name must not be empty'
  if (name.length > MAX_SKILL_NAME_LENGTH) {
    return `a skill name has at most ${MAX_SKILL_NAME_LENGTH} characters, this one has ${name.length}`
  }
  if (!SKILL_NAME.test(name)) return "a skill name has only ASCII letters, digits, '-' and '_'"
  if (DEVICE_NAME.test(name)) return 'this name belongs to a device on Windows'
  return undefined
}

/** Returns `name` when it can name a skill; throws a {@link BlufioError} `ERR_SKILL_NAME` when it can't. */
export function assertSkillName(name: string): string {
  const problem = skillNameProblem(name)
  if (problem === undefined) return name
  throw new BlufioError(
    'ERR_SKILL_NAME',
    `${problem}: ${JSON.stringify(typeof name === 'string' ? name.slice(0, 80) : typeof name)}`,
    {
      hint: "choose a name such as 'weather-lookup'",
    },
  )
}
