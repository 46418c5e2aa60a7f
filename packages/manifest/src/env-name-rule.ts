const MAX_ENV_NAME_LENGTH = 255

// A host that looks names up in a plain object would hand these out unasked.
const OBJECT_PROTOTYPE_NAMES: ReadonlySet<string> = new Set([
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
])

/** What is wrong with `name` as an environment variable, or `undefined`: the portable names of POSIX, either case. */
export function envNameProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty'
  if (name.length > MAX_ENV_NAME_LENGTH) return `is longer than ${MAX_ENV_NAME_LENGTH} characters`
  if (name.includes('*')) return 'is not a pattern: name each variable'
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return 'may have only ASCII letters, digits and `_`, and no digit in front'
  if (OBJECT_PROTOTYPE_NAMES.has(name)) return 'is a name that every JavaScript object has'
  return undefined
}

/**
 * What is wrong with `name` as an environment variable that a skill may read, or `undefined`. Where the command line looks for
 * secrets, in variables of `BLUFIO_SECRET_` and a name, none may: it would see what only its host should.
 */
export function readableEnvProblem(name: string): string | undefined {
  const problem = envNameProblem(name)
  if (problem !== undefined) return problem
  // Windows takes upper and lower case for the same.
  return /^blufio_secret_/i.test(name)
    ? 'is where a secret is kept, which no skill sees: use [[capabilities.secrets]]'
    : undefined
}
