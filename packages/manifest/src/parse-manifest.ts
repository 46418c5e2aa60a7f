import { DEFAULT_SKILL_CONFIG, type SkillConfig, type SkillManifest } from '@blufio/core'
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
 * beyond 1 MiB, `ERR_MANIFEST_SYNTAX` for what is not TOML, `ERR_MANIFEST_INVALID` for what breaks a rule.
 */
export function parseManifest(toml: string, options: ParseManifestOptions = {}): SkillManifest {
  const { defaults = DEFAULT_SKILL_CONFIG } = options
  const source = { kind: MANIFEST_KIND, file: options.file }
  const schema = manifestSchema({
    fuel: defaults.defaultFuel,
    memoryMb: defaults.defaultMemoryMb,
    epochTimeoutSecs: defaults.defaultEpochTimeoutSecs,
  })
  return checkDocument(readTomlDocument(toml, source), schema, source)
}
