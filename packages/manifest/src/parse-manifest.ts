import { DEFAULT_SKILL_CONFIG, type SkillConfig, type SkillManifest } from '@blufio/core'
import { assertArgument, assertOptions, assertParseArguments } from './argument-check.ts'
import { checkDocument } from './check-document.ts'
import { MANIFEST_KIND } from './document-kind.ts'
import { manifestSchema } from './manifest-schema.ts'
import { readTomlDocument } from './toml-document.ts'

/** What {@link parseManifest} can be told. */
export interface ParseManifestOptions {
  /** The limits of a skill whose manifest names none, as a blufio.toml sets them; those of core when absent. */
  readonly defaults?: Pick<SkillConfig, 'defaultFuel' | 'defaultMemoryMb' | 'defaultEpochTimeoutSecs'>
  /** The name of the file, for the message of an error. */
  readonly file?: string
}

/**
 * The manifest that the skill.toml with the text `toml` declares; docs/manifest.md has the rules.
 *
 * Takes time linear in the length of `toml`. Throws a ManifestError with every problem: `ERR_MANIFEST_TOO_LARGE`
 * beyond 1 MiB, `ERR_MANIFEST_SYNTAX` for what is not TOML, `ERR_MANIFEST_INVALID` for what breaks a rule, `ERR_MANIFEST_ARGUMENT` for an argument
 * of another type.
 */
export function parseManifest(toml: string, options: ParseManifestOptions = {}): SkillManifest {
  assertParseArguments(MANIFEST_KIND, toml, options)
  const { defaults = DEFAULT_SKILL_CONFIG } = options
  assertDefaults(defaults)
  const source = { kind: MANIFEST_KIND, file: options.file }
  const schema = manifestSchema({
    fuel: defaults.defaultFuel,
    memoryMb: defaults.defaultMemoryMb,
    epochTimeoutSecs: defaults.defaultEpochTimeoutSecs,
  })
  return checkDocument(readTomlDocument(toml, source), schema, source)
}

/** Before a schema is made of them: the types alone, their ranges are judged where they are used. */
function assertDefaults(defaults: unknown): void {
  const given = assertOptions(MANIFEST_KIND, defaults, 'options.defaults')
  const { defaultFuel, defaultMemoryMb, defaultEpochTimeoutSecs } = given
  for (const [key, value, isRight, expected] of [
    ['defaultFuel', defaultFuel, typeof defaultFuel === 'bigint', 'a bigint'],
    ['defaultMemoryMb', defaultMemoryMb, Number.isInteger(defaultMemoryMb), 'a whole number'],
    ['defaultEpochTimeoutSecs', defaultEpochTimeoutSecs, typeof defaultEpochTimeoutSecs === 'number', 'a number'],
  ] as const) {
    assertArgument(isRight, MANIFEST_KIND, { name: `options.defaults.${key}`, value, expected })
  }
}
