import type { SkillManifest } from '@blufio/core'
import { assertOptions, assertPath } from './argument-check.ts'
import { MANIFEST_KIND } from './document-kind.ts'
import { type ParseManifestOptions, parseManifest } from './parse-manifest.ts'
import { readDocument } from './read-document.node.ts'

/**
 * The manifest in the skill.toml at `path`. Throws a ManifestError whose message names the file: the codes of
 * `parseManifest`, and `ERR_MANIFEST_NOT_FOUND`, `ERR_MANIFEST_UNREADABLE`, `ERR_MANIFEST_ENCODING`.
 */
export async function loadManifest(
  path: string,
  options: Omit<ParseManifestOptions, 'file'> = {},
): Promise<SkillManifest> {
  assertPath(MANIFEST_KIND, path)
  assertOptions(MANIFEST_KIND, options)
  return parseManifest(await readDocument(path, MANIFEST_KIND), { ...options, file: path })
}
