import type { SkillConfig } from '@blufio/core'
import { assertPath } from './argument-check.ts'
import { CONFIG_KIND } from './document-kind.ts'
import { parseConfig } from './parse-config.ts'
import { readDocument } from './read-document.node.ts'

/**
 * The configuration in the blufio.toml at `path`. Throws a ManifestError whose message names the file: the codes of
 * `parseConfig`, and `ERR_CONFIG_NOT_FOUND`, `ERR_CONFIG_UNREADABLE`, `ERR_CONFIG_ENCODING`.
 */
export async function loadConfig(path: string): Promise<SkillConfig> {
  assertPath(CONFIG_KIND, path)
  return parseConfig(await readDocument(path, CONFIG_KIND), { file: path })
}
