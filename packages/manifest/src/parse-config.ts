import type { SkillConfig } from '@blufio/core'
import { assertParseArguments } from './argument-check.ts'
import { checkDocument } from './check-document.ts'
import { configSchema } from './config-schema.ts'
import { CONFIG_KIND } from './document-kind.ts'
import { readTomlDocument } from './toml-document.ts'

/** What {@link parseConfig} can be told. */
export interface ParseConfigOptions {
  /** The name of the file, for the message of an error. */
  readonly file?: string
}

/**
 * The configuration in the blufio.toml with the text `toml`, with the defaults of core for what it doesn't name.
 *
 * Throws a ManifestError with every problem: `ERR_CONFIG_TOO_LARGE` beyond 1 MiB, `ERR_CONFIG_SYNTAX` for what is not
 * TOML, `ERR_CONFIG_INVALID` for what breaks a rule, `ERR_CONFIG_ARGUMENT` for an argument of another type.
 */
export function parseConfig(toml: string, options: ParseConfigOptions = {}): SkillConfig {
  assertParseArguments(CONFIG_KIND, toml, options)
  const source = { kind: CONFIG_KIND, file: options.file }
  return checkDocument(readTomlDocument(toml, source), configSchema(), source)
}
