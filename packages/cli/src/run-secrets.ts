import { type SkillManifest, type SkillSecret, secretValueProblem } from '@blufio/core'
import { cliError } from './cli-error.ts'
import { readSecretsFile } from './secrets-file.ts'

/** What stands before a secret's name in the environment. */
const VARIABLE_PREFIX = 'BLUFIO_SECRET_'

/** Where the secrets of a run come from. */
export interface SecretOptions {
  /** A file of them, which goes before the environment. */
  readonly secrets?: string
}

/**
 * The secrets that `manifest` names, and no others, from the file of `options` or the variables `BLUFIO_SECRET_<NAME>`.
 *
 * Throws `ERR_CLI_SECRET_MISSING`, `ERR_CLI_SECRET_VALUE`, and what `readSecretsFile` throws. No error holds a value.
 */
export async function readSecrets(
  { capabilities: { secrets = [] } }: Pick<SkillManifest, 'capabilities'>,
  { secrets: file }: SecretOptions,
): Promise<Readonly<Record<string, string>>> {
  const names = new Set(secrets.map(({ name }) => name))
  if (names.size === 0) return {}
  const inFile = file === undefined ? undefined : await readSecretsFile(file, names)
  const found = Array.from(names, (name) => [name, inFile?.get(name) ?? variable(name)] as const)
  const missing = secrets.filter(({ name }) => found.some((entry) => entry[0] === name && entry[1] === undefined))
  if (missing.length > 0) throw missingSecrets(missing)
  const values = found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  for (const [name, value] of values) if (secretValueProblem(value) !== undefined) throw unfitValue(name)
  return Object.fromEntries(values)
}

function variable(name: string): string | undefined {
  const key = VARIABLE_PREFIX + name
  return Object.hasOwn(process.env, key) ? process.env[key] : undefined
}

function missingSecrets(missing: readonly SkillSecret[]): Error {
  const [first, ...others] = [...new Set(missing.map(({ name }) => name))]
  const domains = missing.flatMap(({ name, domain }) => (name === first ? [domain] : []))
  const also = others.length === 0 ? '' : `; nor have ${others.join(', ')}`
  return cliError(
    'ERR_CLI_SECRET_MISSING',
    `the secret ${first}, for requests to ${[...new Set(domains)].join(', ')}, has no value${also}`,
    {
      hint: `set the environment variable ${VARIABLE_PREFIX}${first}, or write a line ${first}=… into a file that only you can read and name it: --secrets FILE`,
    },
  )
}

function unfitValue(name: string): Error {
  return cliError('ERR_CLI_SECRET_VALUE', `the value of the secret ${name} is none that a request can carry`, {
    hint: 'it has 8 to 8,192 visible characters of ASCII, no space at an end, and no quotes around it that are not its own',
  })
}
