const MAX_VERSION_LENGTH = 128

// The grammar of Semantic Versioning 2.0.0; each identifier ends at a dot or plus, so there is nothing to backtrack over.
const NUMBER = '(?:0|[1-9][0-9]*)'
const PRE_RELEASE = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`
const BUILD = '[0-9A-Za-z-]+'
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-${PRE_RELEASE}(?:\\.${PRE_RELEASE})*)?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`,
)

/** What is wrong with `version`, or `undefined`: it follows Semantic Versioning 2.0.0, in at most 128 characters. */
export function versionProblem(version: string): string | undefined {
  if (version.length > MAX_VERSION_LENGTH) return `is longer than ${MAX_VERSION_LENGTH} characters`
  if (VERSION.test(version)) return undefined
  if (/^v[0-9]/i.test(version)) return 'has no `v` in front'
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(version)) return 'has three numbers, such as 1.0.0'
  return 'is not a semantic version'
}
