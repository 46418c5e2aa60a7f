import { assertSkillName, type SkillContent, type SkillManifest } from '@blufio/core'
import { StoreError } from './store-error.ts'

/** A skill as it is handed to the store: what was parsed, and what is kept of it. */
export interface SkillPackage extends SkillContent {
  /** What `manifestToml` says, parsed. */
  readonly manifest: SkillManifest
  /** The text of its signature's file, a `skill.sig` or, of the Rust original, a `.sig` beside the module. */
  readonly signature?: string
}

const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Throws when `skill` can't be stored as it is: `ERR_SKILL_NAME` for its name, `ERR_STORE_TEXT` for a text that
 * UTF-8 can't hold and that would therefore be read back changed.
 */
export function assertStorable({ manifest, manifestToml, documents }: SkillPackage): void {
  assertSkillName(manifest.name)
  const texts = {
    version: manifest.version,
    description: manifest.description,
    author: manifest.author ?? '',
    manifestToml,
    ...documents,
    capabilities: [
      ...(manifest.capabilities.network?.domains ?? []),
      ...(manifest.capabilities.filesystem?.read ?? []),
      ...(manifest.capabilities.filesystem?.write ?? []),
      ...manifest.capabilities.env,
    ].join(),
  }
  for (const [field, text] of Object.entries(texts)) {
    if (!LONE_SURROGATE.test(text)) continue
    throw new StoreError('ERR_STORE_TEXT', `the ${field} of skill '${manifest.name}' holds half of a surrogate pair`, {
      skillName: manifest.name,
      hint: 'read the skill.toml as UTF-8',
    })
  }
}
